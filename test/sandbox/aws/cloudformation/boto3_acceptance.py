"""A stack's life by boto3, as its users write it. Prints what it saw as JSON."""

import json
import sys

import boto3
from botocore.exceptions import ClientError, WaiterError

endpoint, region, access_key, secret_key = sys.argv[1:]
session = boto3.Session(
    aws_access_key_id=access_key, aws_secret_access_key=secret_key, region_name=region
)
cfn = session.client("cloudformation", endpoint_url=endpoint)
FAST = {"Delay": 1, "MaxAttempts": 30}
seen = {}


def template(*names, **properties):
    return json.dumps(
        {
            "Parameters": {"Seconds": {"Type": "Number", "Default": 60}},
            "Resources": {
                name: {
                    "Type": "AWS::SQS::Queue",
                    "Properties": {"VisibilityTimeout": {"Ref": "Seconds"}, **properties},
                }
                for name in names
            },
            "Outputs": {"Arn": {"Value": {"Fn::GetAtt": [names[0], "Arn"]}, "Export": {"Name": "queue-arn"}}},
        }
    )


def refusal(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return [type(error).__name__, error.response["Error"]["Code"], error.response["Error"]["Message"]]
    return None


cfn.create_stack(StackName="py", TemplateBody=template("One"), Tags=[{"Key": "team", "Value": "a & b"}])
cfn.get_waiter("stack_create_complete").wait(StackName="py", WaiterConfig=FAST)
stack = cfn.describe_stacks(StackName="py")["Stacks"][0]
seen["created"] = [stack["StackStatus"], stack["Tags"], stack["Parameters"], stack["Outputs"][0]["ExportName"]]
seen["resources"] = [
    [one["LogicalResourceId"], one["ResourceType"], one["ResourceStatus"]]
    for one in cfn.describe_stack_resources(StackName="py")["StackResources"]
]
seen["again"] = refusal(cfn.create_stack, StackName="py", TemplateBody=template("One"))
seen["unchanged"] = refusal(cfn.update_stack, StackName="py", TemplateBody=template("One"))
seen["missing"] = refusal(cfn.describe_stacks, StackName="nobody")
seen["template"] = cfn.get_template(StackName="py")["TemplateBody"] == json.loads(template("One"))
seen["valid"] = cfn.validate_template(TemplateBody=template("One"))["Parameters"]

cfn.create_change_set(
    StackName="py",
    ChangeSetName="longer",
    TemplateBody=template("One", "Two"),
    Parameters=[{"ParameterKey": "Seconds", "ParameterValue": "90"}],
)
cfn.get_waiter("change_set_create_complete").wait(
    StackName="py", ChangeSetName="longer", WaiterConfig=FAST
)
changes = cfn.describe_change_set(StackName="py", ChangeSetName="longer")["Changes"]
seen["changes"] = [
    [one["ResourceChange"][key] for key in ("Action", "LogicalResourceId")]
    + [one["ResourceChange"].get("Replacement")]
    + [[detail["ChangeSource"], detail.get("CausingEntity")] for detail in one["ResourceChange"]["Details"]]
    for one in changes
]
cfn.execute_change_set(StackName="py", ChangeSetName="longer")
cfn.get_waiter("stack_update_complete").wait(StackName="py", WaiterConfig=FAST)
sqs = session.client("sqs", endpoint_url=endpoint)
url = cfn.describe_stack_resource(StackName="py", LogicalResourceId="Two")["StackResourceDetail"][
    "PhysicalResourceId"
]
seen["timeout"] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
seen["exports"] = [one["Name"] for one in cfn.list_exports()["Exports"]]

cfn.update_stack(StackName="py", TemplateBody=template("One", "Bad", QueueName="a b"))
try:
    cfn.get_waiter("stack_update_complete").wait(StackName="py", WaiterConfig=FAST)
    seen["failed"] = None
except WaiterError as error:
    seen["failed"] = error.last_response["Stacks"][0]["StackStatus"]
events = [
    [one["LogicalResourceId"], one["ResourceStatus"]]
    for page in cfn.get_paginator("describe_stack_events").paginate(StackName="py")
    for one in page["StackEvents"]
]
seen["events"] = ["UPDATE_ROLLBACK_COMPLETE" in dict(map(reversed, events)), events[-1]]
cfn.delete_stack(StackName="py")
cfn.get_waiter("stack_delete_complete").wait(StackName="py", WaiterConfig=FAST)
seen["left"] = [one["StackName"] for one in cfn.describe_stacks()["Stacks"]]
identity = session.client("sts", endpoint_url=endpoint).get_caller_identity()
seen["identity"] = [identity["Account"], identity["Arn"]]
print(json.dumps(seen))
