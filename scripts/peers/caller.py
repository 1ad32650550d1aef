"""A caller on the trunk, made from a list of acts: SIPp carries them out one by one, each when it is told to.

Acts: a key ("0"…"9", "*", "#"), "talk" (a steady tone as the voice), "hang up", "released" (the daemon hangs up).
"""

import os

from . import audio
from .sipp import Sipp

KEYS = "/usr/share/sip-tester/dtmf_2833_%s.pcap"  # RFC 4733 from a real telephone, part of Debian's sip-tester
KEY_NAMES = {"*": "star", "#": "pound"}

_START = """\
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="A caller on the trunk">
  <send retrans="500"><![CDATA[

INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[caller]@[local_ip]>;tag=[pid]-[call_number]
To: <sip:[service]@[remote_ip]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:carrier@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=carrier 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 8 101
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15

  ]]></send>
"""
_ANSWERED = """\
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true"/>
  <send><![CDATA[

ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: <sip:[caller]@[local_ip]>;tag=[pid]-[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

  ]]></send>
  <nop><action><exec play_pcap_audio="[quiet]"/></action></nop>
"""
_WHEN_TOLD = "  <recvCmd/>\n"
_PLAY = """\
  <nop><action><exec play_pcap_audio="{file}"/></action></nop>
  <pause milliseconds="{milliseconds}"/>
"""
_DONE = """\
  <sendCmd><![CDATA[
Call-ID: [call_id]
From: caller

  ]]></sendCmd>
"""
_HANG_UP = """\
  <send retrans="500"><![CDATA[

BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From: <sip:[caller]@[local_ip]>;tag=[pid]-[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

  ]]></send>
  <recv response="200"/>
"""
_RELEASED = """\
  <recv request="BYE"/>
  <send><![CDATA[

SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

  ]]></send>
"""


class Caller:
    """One call of one caller. `act()` lets the next act happen; "released" is waited for without being told."""

    def __init__(
        self, name, acts, number, remote, folder, address, caller="+16025550142", tone=1050, transport="u1", timeout=60,
        late=0,
    ):
        """`late`: by how many milliseconds every second packet of what it says is late."""
        os.makedirs(folder, exist_ok=True)
        self.name, self.acts, self.timeout = name, list(acts), timeout
        self.done = False  # whether an act has begun, whose end SIPp will tell
        voice, quiet = os.path.join(folder, f"{name}-voice.pcap"), os.path.join(folder, f"{name}-quiet.pcap")
        audio.write_rtp_pcap(voice, audio.tone(tone, 1) * 30, ssrc=0x5A11E, late=late)
        audio.write_rtp_pcap(quiet, audio.tone(200, 1, level=20) * 30, ssrc=0x5A11D, late=late)
        scenario = os.path.join(folder, f"{name}.xml")
        with open(scenario, "w") as file:
            file.write(self._scenario(folder, voice))
        self.sipp = Sipp(
            name, scenario, remote, folder, local=address, service=number, transport=transport,
            prompted=any(act != "released" for act in acts), timeout=timeout, keys={"caller": caller, "quiet": quiet},
        )

    def _scenario(self, folder, voice):
        parts = [_START, _ANSWERED]
        for place, act in enumerate(self.acts):
            if act == "released":
                parts.append(_RELEASED)
                continue
            parts.append(_WHEN_TOLD)
            if act == "hang up":
                parts.append(_HANG_UP)
            elif act == "talk":
                parts.append(_PLAY.format(file=voice, milliseconds=20) + _DONE)
            else:
                key = os.path.join(folder, f"{self.name}-key-{place}.pcap")
                audio.renumber_rtp_pcap(KEYS % KEY_NAMES.get(act, act), key, place)
                parts.append(_PLAY.format(file=key, milliseconds=300) + _DONE)
        return "".join(parts) + "</scenario>\n"

    def act(self):
        """Lets the next act happen, once the one before is done."""
        if self.done:
            self.sipp.told()
        self.done = True
        self.sipp.proceed()

    def finish(self, seconds=20):
        """Waits for the end; the first complaint of SIPp, or None when all went as the acts say."""
        return None if self.sipp.finish(seconds) else self.sipp.complaint() or "SIPp failed"

    def stop(self):
        self.sipp.stop()
