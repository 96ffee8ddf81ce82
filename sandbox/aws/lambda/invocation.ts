/** A function is about to run with this event. */
export interface Invocation {
  readonly functionName: string;
  /** JSON text. */
  readonly payload: string;
}

export type InvocationListener = (invocation: Invocation) => void;

/** What a service asks for when it hands an event to a function. */
export interface ServiceInvocation {
  readonly functionArn: string;
  /** JSON text. */
  readonly payload: string;
  /** The service that invokes, for example `logs.amazonaws.com`. */
  readonly principal: string;
  /** Its name in this region, which a permission may have instead: `logs.us-east-1.amazonaws.com`. */
  readonly regionalPrincipal?: string;
  readonly sourceArn: string;
}

/** The functions of the account, for services that invoke them. */
export interface FunctionInvoker {
  /** Queues an event, if the function's resource policy lets the service invoke. @throws CloudError */
  invokeByService(invocation: ServiceInvocation): Promise<void>;
}
