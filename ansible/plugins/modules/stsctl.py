# What ansible-doc shows; the work is done on the controller, by the action plugin of the same name.
DOCUMENTATION = r"""
module: stsctl
short_description: Have an OpenBSD mail host serve its MTA-STS policies
description:
  - Runs C(stsctl apply), or C(stsctl plan) in check mode, on the controller, for one host over SSH.
  - Nothing is needed on the host but sshd and the base system; there need be no Python.
  - How to log in is said in the C([host NAME]) sections of the configuration and in the ssh_config of who runs ansible; C(ansible_host), C(ansible_user), C(ansible_port) and C(become) are not looked at.
  - Whatever fails, every file is put back as it was.
options:
  config:
    description: The stsctl.conf on the controller.
    type: path
    default: /etc/stsctl.conf
  host:
    description: NAME of the C([host NAME]) section.
    type: str
    default: the name of the host in the inventory
  adopt:
    description: Keep what works of hand-made servers, replace those that do not.
    type: bool
    default: false
  force:
    description: Go on where the host does not run OpenBSD, and publish a policy that would lose mail.
    type: bool
    default: false
  ca_file:
    description: Certificates of a private certificate authority, on the controller.
    type: path
  ssh_config:
    description: ssh_config(5) in place of the user's own.
    type: path
  executable:
    description: How stsctl is run on the controller, a program and its arguments.
    type: list
    elements: str
    default: [stsctl]
author:
  - the authors of stsctl
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
"""

EXAMPLES = r"""
- hosts: mail
  gather_facts: false
  tasks:
    - name: MTA-STS
      stsctl.stsctl.stsctl:
        config: "{{ playbook_dir }}/stsctl.conf"

    - name: the records to publish
      ansible.builtin.debug:
        var: ansible_facts.stsctl.dns
"""

RETURN = r"""
steps:
  description: What was done, or in check mode would be, in order.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the step, as C(stsctl plan --json) has it.
      type: str
    reason:
      description: Why, in a sentence.
      type: str
notes:
  description: What the reader should know.
  returned: success
  type: list
  elements: str
journal:
  description: What C(stsctl rollback) takes back; null when nothing was done.
  returned: success
  type: str
diagnostics:
  description: What is wrong, each with I(code), I(message), I(unchanged) and I(next), as C(stsctl --json) has it.
  returned: failure
  type: list
  elements: dict
ansible_facts:
  description: Facts about the policies.
  returned: success
  type: dict
  contains:
    stsctl:
      description: The records to publish (C(stsctl dns --json)) in I(dns), and I(steps), I(notes) and I(journal).
      type: dict
"""
