"""A caller on the trunk who describes audio as nobody should, or says hold in one of the old ways: SIPp judges each answer."""

import os

from .caller import Caller
from .ports import free_block
from .sipp import Sipp

_INVITE = """\
  <send retrans="500"><![CDATA[

INVITE {uri} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
{routes}From: <sip:+16025550142@[local_ip]>;tag=[pid]-[call_number]
{to}
Call-ID: [call_id]
CSeq: {number} INVITE
Contact: <sip:carrier@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

{description}
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="{status}"{rrs}><action>
{checks}  </action></recv>
  <send><![CDATA[

ACK {next} SIP/2.0
{via}
{routes}From: <sip:+16025550142@[local_ip]>;tag=[pid]-[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: {number} ACK
Max-Forwards: 70
Content-Length: 0

  ]]></send>
"""
_CHECK = '    <ereg regexp="{pattern}" search_in="msg" {kind}="true" assign_to="seen"/>\n'
_BYE = """\
  <send retrans="500"><![CDATA[

BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: <sip:+16025550142@[local_ip]>;tag=[pid]-[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 99 BYE
Max-Forwards: 70
Content-Length: 0

  ]]></send>
  <recv response="200"/>
"""
_TOLD, _DONE = "  <recvCmd/>\n", """\
  <sendCmd><![CDATA[
Call-ID: [call_id]
From: caller

  ]]></sendCmd>
"""
_OUR_VIA = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]"


def description(*lines, connection="c=IN IP4 [media_ip]"):
    """A session description with these lines behind the usual ones."""
    session = ["v=0", "o=carrier 1 1 IN IP4 [local_ip]", "s=-", *([connection] if connection else []), "t=0 0"]
    return "\n".join([*session, *lines]) + "\n"


class Offers(Caller):
    """One call with an offer for each of `steps`: (description, status, patterns that the answer has, "!" before what it has
    not). The first is sent at once, the others and BYE when `act` says so; a single one is over by itself.
    """

    def __init__(self, name, steps, remote, folder, address, uri="sip:+16025550100@[remote_ip]:[remote_port]"):
        self.name, self.done = name, False
        scenario = os.path.join(folder, f"{name}.xml")
        with open(scenario, "w") as file:
            file.write(self._steps(steps, uri))
        self.sipp = Sipp(
            name, scenario, remote, folder, local=address, media_port=free_block(4, address), prompted=len(steps) > 1,
            timeout=60 if len(steps) > 1 else 30,
        )

    @staticmethod
    def _steps(steps, uri):
        parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="Offers">\n']
        for place, (said, status, patterns) in enumerate(steps):
            first, good = place == 0, status == 200
            checks = "".join(
                _CHECK.format(pattern=pattern.lstrip("!"), kind="check_it_inverse" if pattern.startswith("!") else "check_it")
                for pattern in (*patterns, f"CSeq: {place + 1} INVITE"))
            parts += [] if first else [_TOLD]
            parts.append(_INVITE.format(
                uri=uri if first else "[next_url]", to=f"To: <{uri}>" if first else "[last_To:]", number=place + 1,
                routes="" if first else "[routes]\n", description=said, status=status, checks=checks,
                rrs=' rrs="true"' if first else "", next="[next_url]" if good else uri if first else "[next_url]",
                via=_OUR_VIA if good else "[last_Via:]"))
            parts += [] if first else [_DONE]
        if steps[0][1] == 200:
            parts += [_TOLD if len(steps) > 1 else "", _BYE]
        return "".join(parts) + '  <nop><action><log message="[$seen]"/></action></nop>\n</scenario>\n'
