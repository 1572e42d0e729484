"""Run under pyodide: the next call is caught by ``sys.monitoring``, and the interpreter is left as it was."""

import json
import sys

sys.path.insert(0, "/repository")

from jupyterlab_hybridize.kernel.monitoring import FREE_TOOLS, NoTool, watch_by_monitoring


def state():
    tools = [sys.monitoring.get_tool(number) for number in range(6)]
    return {"tools": tools, "trace": repr(sys.gettrace()), "profile": repr(sys.getprofile())}


def shown(a, /, b, *rest, c=3, **named):
    return a + b + c


def caught(act, fails=False):
    calls = []

    def on_call(args, kwargs):
        calls.append([list(args), dict(kwargs)])
        if fails:
            raise ValueError
        remove()
        return True

    remove = watch_by_monitoring(shown.__code__, shown, on_call)
    during = state()["tools"]
    result = act()
    remove()
    return {"calls": calls, "result": result, "during": during}


answer = {"before": state()}
answer["plain"] = caught(lambda: shown(1, 2) + shown(5, 6))
answer["all"] = caught(lambda: shown(1, 2, 7, c=4, d=5))
answer["failing"] = caught(lambda: shown(1, 2), fails=True)
answer["other"] = caught(lambda: len("abc"))
for number in FREE_TOOLS:
    sys.monitoring.use_tool_id(number, "another tool")
try:
    watch_by_monitoring(shown.__code__, shown, lambda args, kwargs: True)
    answer["busy"] = "watched"
except NoTool:
    answer["busy"] = "refused"
for number in FREE_TOOLS:
    sys.monitoring.free_tool_id(number)
answer["after"] = state()
print(json.dumps(answer))
