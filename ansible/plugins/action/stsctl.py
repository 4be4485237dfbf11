# Runs stsctl on the controller for one host, and tells ansible what it did. Nothing is sent to the host by ansible.
import base64
import json
import subprocess

from ansible.errors import AnsibleActionFail
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

OPTIONS = frozenset({"config", "host", "adopt", "force", "ca_file", "ssh_config", "executable"})


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        args = self._task.args
        unknown = sorted(set(args) - OPTIONS)
        if unknown:
            raise AnsibleActionFail("stsctl takes no %s; it takes %s" % (", ".join(unknown), ", ".join(sorted(OPTIONS))))
        host = args.get("host", task_vars["inventory_hostname"])
        command = "plan" if self._task.check_mode else "apply"
        status, answer = stsctl(args, ["-H", host, command, "--json", *flags(args, command)])
        result.update(judged(command, status, answer))
        if result.get("failed"):
            return result
        plan = answer if command == "plan" else answer["plan"]
        done = {"steps": [{"kind": each["kind"], "reason": each["reason"]} for each in plan["steps"]], "notes": plan["notes"], "journal": answer.get("journal")}
        result.update(done)
        if self._task.diff:
            result["diff"] = [each for each in map(diff_of, plan["steps"]) if each is not None]
        result["ansible_facts"] = {"stsctl": {**done, "dns": stsctl(args, ["dns", "--json"])[1]}}
        return result


def flags(args, command):
    """Options of plan and of apply."""
    found = ["--%s" % name for name in ("adopt", "force") if boolean(args.get(name, False))]
    if command == "apply" and args.get("ca_file"):
        found += ["--ca-file", args["ca_file"]]
    return found + (["--ssh-config", args["ssh_config"]] if args.get("ssh_config") else [])


def stsctl(args, words):
    """Exit status and answer of one run. Raises AnsibleActionFail when there is no answer."""
    executable = args.get("executable", ["stsctl"])
    argv = [executable] if isinstance(executable, str) else list(executable)
    argv += ["-q", "-f", args.get("config", "/etc/stsctl.conf"), *words]
    try:
        ran = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise AnsibleActionFail("%s can't be run on the controller: %s" % (argv[0], error.strerror)) from error
    try:
        return ran.returncode, json.loads(ran.stdout)
    except ValueError as error:
        raise AnsibleActionFail("%s gave no answer (exit %d): %s" % (" ".join(argv), ran.returncode, ran.stderr.decode("utf-8", "replace"))) from error


def judged(command, status, answer):
    """Exit status 2 of plan is what it would change; of apply, that a part is left: certificates that were not issued, domains that are held back."""
    plan = answer if command == "plan" else answer.get("plan")
    wrong = answer.get("diagnostics") or [*answer.get("pending", []), *(plan or {}).get("held", [])]
    changed = plan is not None and len(plan["steps"]) > 0
    if not wrong and status in (0, 2):
        return {"changed": changed}
    message = "; ".join("%s (next: %s)" % (each["message"], each["next"]) for each in wrong) or "exit status %d" % status
    return {"failed": True, "changed": changed, "msg": message, "diagnostics": wrong}


def diff_of(step):
    """Before and after of a file or the crontab; None for other steps."""
    if step["kind"] == "write-file":
        name, before, after = step["path"], (step["before"] or {}).get("content"), (step["after"] or {}).get("content")
    elif step["kind"] == "install-crontab":
        name, before, after = "crontab of %s" % step["user"], step["before"], step["after"]
    else:
        return None
    return {"before_header": name, "after_header": name, "before": text_of(before), "after": text_of(after)}


def text_of(content):
    """Content in a plan is UTF-8 text, or {"base64": ...} for other bytes."""
    if content is None:
        return ""
    return base64.b64decode(content["base64"]).decode("utf-8", "replace") if isinstance(content, dict) else content
