import type { ResourceTable } from "../../cloud/resources/resource-table";
import type { Foundation } from "../foundation";
import type { QueryService } from "../http/query-protocol";
import type { SecretService } from "../secrets/secret-service";
import type { ParameterStore } from "../ssm/parameter-store";
import { changeSetOperations } from "./api/change-set-api";
import type { ApiNeeds } from "./api/context";
import { resourceOperations } from "./api/resource-api";
import { stackOperations } from "./api/stack-api";
import { stackListOperations } from "./api/stack-list-api";
import { templateOperations } from "./api/template-api";
import type { CustomResources } from "./custom-resources";
import type { Account } from "./engine/account";
import { EventLog } from "./engine/events";
import { Provisioners } from "./engine/provisioners";
import { CustomProvisioner } from "./provisioners/custom-provisioner";
import { InertProvisioner } from "./provisioners/inert-provisioner";
import { TableProvisioner } from "./provisioners/table-provisioner";
import { StackOperations } from "./stack-operations";
import { StackStore } from "./stack-store";

type Needs = ApiNeeds &
  Pick<Foundation, "region" | "accountId" | "ids"> & {
    readonly resources: ResourceTable;
    readonly secrets: Pick<SecretService, "find">;
    readonly parameters: Pick<ParameterStore, "find">;
    readonly customResources: CustomResources;
  };

/**
 * CloudFormation: stacks of the resources that the account's table knows, and of custom resources.
 *
 * Without nested stacks, transforms, drift, imports, hooks and stack sets.
 */
export class CloudFormationService {
  readonly api: QueryService;
  #isClosed = false;

  constructor(cloud: Needs) {
    const account: Account = {
      region: cloud.region,
      accountId: cloud.accountId,
      ids: cloud.ids,
      values: {
        secret: (id) => cloud.secrets.find(id)?.versions.at(-1)?.value,
        parameter: (name) => cloud.parameters.find(name)?.value,
      },
    };
    const { ids } = cloud;
    const provisioners = new Provisioners([
      new TableProvisioner(() => cloud.resources, account.values, ids),
      new CustomProvisioner(() => cloud.customResources, account.values, ids),
      new InertProvisioner(ids),
    ]);
    const stacks = new StackStore();
    const events = new EventLog(ids, () => Date.now());
    const engine = { account, provisioners, events, exports: stacks, isClosed: () => this.#isClosed };
    const api = { cloud, engine, stacks, operations: new StackOperations(engine, stacks) };
    this.api = {
      namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
      operations: {
        ...changeSetOperations(api),
        ...stackOperations(api),
        ...stackListOperations(api),
        ...resourceOperations(api),
        ...templateOperations(api),
      },
    };
  }

  /** Begins nothing more. */
  close(): void {
    this.#isClosed = true;
  }
}
