"""Drives a ServiceNow instance through pysnc and prints what was seen as one line of JSON."""

import json
import sys

from pysnc import ServiceNowClient
from pysnc.auth import ServiceNowPasswordGrantFlow

url, user, password, client_id, client_secret, ca, viewer, viewer_password, company = sys.argv[1:]
client = ServiceNowClient(url, (user, password), verify=ca)
seen = {}


def names(record):
    return [str(each.get_value("name")) for each in record]


def query(build, table="cmdb_ci_server"):
    record = client.GlideRecord(table)
    build(record)
    record.query()
    return sorted(names(record))


def failure(action):
    try:
        action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "nothing was raised"


# Insert: the columns that the dictionary has, one of ours among them.
record = client.GlideRecord("cmdb_ci_linux_server")
record.initialize()
record.name = "vm-web-01"
record.host_name = "vm-web-01"
record.ip_address = "10.0.0.1"
record.operational_status = "1"
record.manufacturer = company
record.u_commissioned = "false"
record.no_such_column = "x"
first = str(record.insert())
seen["inserted"] = [len(first), record.get_value("sys_class_name"), record.get_value("sys_mod_count")]
for number in range(2, 6):
    record = client.GlideRecord("cmdb_ci_win_server")
    record.initialize()
    record.name = f"vm-db-{number:02}"
    record.os = "Windows" if number % 2 == 0 else ""
    record.insert()

# Get: by sys_id in the class that it extends, by a field, and one that there is not.
record = client.GlideRecord("cmdb_ci")
seen["got"] = [record.get(first), str(record.name), "host_name" in record]
record = client.GlideRecord("cmdb_ci_server")
seen["got_by_name"] = [record.get("name", "vm-db-03"), str(record.sys_class_name)]
seen["missing"] = client.GlideRecord("cmdb_ci").get("0" * 32)

# Display values.
record = client.GlideRecord("cmdb_ci_server")
record.get(first)
seen["display"] = [
    record.get_display_value("operational_status"),
    record.get_value("operational_status"),
    record.get_display_value("manufacturer"),
    record.get_value("manufacturer") == company,
    record.get_display_value("sys_class_name"),
]
record = client.GlideRecord("cmdb_ci_server")
record.display_value = "all"
record.exclude_reference_link = False
record.fields = "manufacturer"
record.get(first)
seen["link"] = record.manufacturer.get_link()
record = client.GlideRecord("cmdb_ci_server")
record.fields = ["name", "manufacturer.name"]
record.add_query("sys_id", first)
record.query()
record.next()
seen["dot_walked"] = [record.get_value("manufacturer.name"), sorted(record.fields)]

# Queries.
seen["equal"] = query(lambda gr: gr.add_query("name", "vm-db-02"))
seen["starts"] = query(lambda gr: gr.add_query("name", "STARTSWITH", "vm-db"))
seen["in"] = query(lambda gr: gr.add_query("name", "IN", "vm-web-01,vm-db-05,other"))
seen["or"] = query(lambda gr: gr.add_query("name", "vm-db-02").add_or_condition("name", "vm-web-01"))
seen["and"] = query(lambda gr: (gr.add_query("name", "LIKE", "db"), gr.add_query("os", "!=", "Windows")))
seen["empty"] = query(lambda gr: (gr.add_query("name", "CONTAINS", "db"), gr.add_null_query("os")))
seen["not_empty"] = query(lambda gr: gr.add_not_null_query("os"))
seen["new_query"] = query(lambda gr: gr.add_encoded_query("name=vm-db-02^NQname=vm-db-04"))
seen["class"] = query(lambda gr: gr.add_query("sys_class_name", "IN", "cmdb_ci_linux_server"), "cmdb_ci")
seen["unknown_field"] = len(query(lambda gr: gr.add_query("u_no_such_field", "x")))

# Order, paging and limits.
record = client.GlideRecord("cmdb_ci_server", batch_size=2)
record.order_by_desc("name")
record.query()
seen["paged"] = [len(record), names(record)]
record = client.GlideRecord("cmdb_ci_server")
record.order_by("name")
record.limit = 3
record.query()
seen["limited"] = names(record)
record = client.GlideRecord("cmdb_ci_server")
record.fields = "name,os"
record.order_by("name")
record.query()
seen["fields"] = sorted(next(iter(record)).serialize())

# Update: one that changes something, and one that does not.
record = client.GlideRecord("cmdb_ci_server")
record.get(first)
record.u_commissioned = "true"
record.update()
seen["updated"] = [str(record.u_commissioned), str(record.sys_mod_count)]
record.u_commissioned = "true"
record.update()
seen["not_changed"] = str(record.sys_mod_count)

# Delete.
seen["deleted"] = [record.delete(), client.GlideRecord("cmdb_ci").get(first)]
seen["deleted_twice"] = failure(record.delete)

# OAuth, and what is refused.
flow = ServiceNowPasswordGrantFlow(user, password, client_id, client_secret)
by_token = ServiceNowClient(url, flow, verify=ca).GlideRecord("cmdb_ci_server")
by_token.query()
seen["by_token"] = len(by_token)
bad = ServiceNowPasswordGrantFlow(user, "wrong", client_id, client_secret)
seen["bad_grant"] = failure(lambda: ServiceNowClient(url, bad, verify=ca))
seen["bad_password"] = failure(ServiceNowClient(url, (user, "wrong"), verify=ca).GlideRecord("cmdb_ci").query)
seen["no_role"] = failure(ServiceNowClient(url, (viewer, viewer_password), verify=ca).GlideRecord("cmdb_ci").query)
seen["no_table"] = failure(client.GlideRecord("cmdb_ci_toaster").query)
print(json.dumps(seen))
