"""Somebody who is called, made from a list of acts: a mobile behind the carrier, its voicemail, a phone of SIPp's.

Acts, carried out one after another without being told: "ring" (180), "answer" (200), "answer mutely" (200, and no packet
of audio), "answer plainly" (200, and no telephone-events), "say 2 key1 3" (its tone for 2 s, key 1 as tones, its tone for
3 s), "busy" (486), "cancelled" (waits for CANCEL), a number (so many milliseconds pass), "told" (waits for
`proceed`), a key, "talk" (a steady tone as the voice), "released" (waits for BYE). OPTIONS of the daemon are answered at any time.
"""

import os

from . import audio
from .caller import KEYS, KEY_NAMES
from .ports import free_block, free_port
from .sipp import Sipp
from .tap import Place

_START = """\
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="Somebody who is called">
  <recv request="OPTIONS" optional="true" next="asked"/>
  <recv request="INVITE">{expectations}</recv>
"""
_EXPECTATION = """
    <action><ereg regexp="{pattern}" search_in="hdr" header="{header}:" check_it="true" assign_to="seen"/></action>
  """
_REPLY = """\
  <send{again}><![CDATA[

SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:]{tag}
[last_Call-ID:]
{cseq}
Contact: <sip:[local_ip]:[local_port]>
{more}
Content-Length: [len]
{body}
  ]]></send>
"""
_TAG = ";tag=[pid]answerer[call_number]"
_BODY = """
v=0
o=answerer 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio {media} RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
"""
_PLAIN_BODY = "".join(line for line in _BODY.splitlines(True) if "101 " not in line).replace(" 101", "")
_PLAY = '  <nop><action><exec play_pcap_audio="{file}"/></action></nop>\n'
_PAUSE = '  <pause milliseconds="{milliseconds}"/>\n'
_ACK = '  <recv request="ACK"/>\n'
# The 200 may cross a CANCEL: then the answer to that comes first.
_CROSSED = """\
  <recv request="CANCEL" optional="true" next="crossed"/>
  <recv request="ACK" next="connected"/>
  <label id="crossed"/>
"""
_CONNECTED = '  <label id="connected"/>\n'
_LAST = """\
  <pause milliseconds="100"/>
  <nop><action><exec int_cmd="stop_now"/></action></nop>
"""
_ELSE = """\
  <nop next="over"><action><log message="[$seen]"/></action></nop>
  <label id="asked"/>
"""


def _reply(status, tag=_TAG, cseq="[last_CSeq:]", more="Server: answerer", body="", again=""):
    return _REPLY.format(status=status, tag=tag, cseq=cseq, more=more, body=body, again=again)


class Answerer:
    """One who is called once. `expects`: pairs (header field, pattern) that the INVITE must satisfy.

    With `calls`, so many calls at once, which all do the same; what the second of them hears is heard at "NAME 2".
    """

    def __init__(self, name, acts, remote, folder, address, port=None, tone=750, expects=(), calls=1, timeout=60):
        self.name, self.port, self.calls = name, port or free_port(address), calls
        media = free_block(4 * calls, address)
        self.places = [Place(name, address, ((media, media + 3), (self.port, self.port)))] + [
            Place(f"{name} {n + 1}", address, ((media + 4 * n, media + 4 * n + 3),)) for n in range(1, calls)
        ]
        self.voice, self.quiet = (os.path.join(folder, f"{name}-{kind}.pcap") for kind in ("voice", "quiet"))
        audio.write_rtp_pcap(self.voice, audio.tone(tone, 1) * 30, ssrc=0x5A11E)
        audio.write_rtp_pcap(self.quiet, audio.tone(200, 1, level=20) * 30, ssrc=0x5A11D)
        scenario = os.path.join(folder, f"{name}.xml")
        with open(scenario, "w") as file:
            file.write(self._scenario(folder, acts, expects, tone))
        self.sipp = Sipp(
            name, scenario, remote, folder, local=address, port=self.port, media_port=media,
            calls=calls if calls > 1 else None, timeout=timeout, prompted="told" in acts,
        )

    def _scenario(self, folder, acts, expects, tone):
        checks = "".join(_EXPECTATION.format(pattern=p, header=h) for h, p in (*expects, ("CSeq", "INVITE")))
        parts = [_START.format(expectations=checks)]
        for place, act in enumerate(acts):
            if isinstance(act, int):
                parts.append(_PAUSE.format(milliseconds=act))
            elif act in _ACTS:
                # With [auto_media_port], SIPp gives each call a port of its own, and counts the OPTIONS as calls.
                port = "media_port" if self.calls == 1 else "auto_media_port"
                parts.append(_ACTS[act].replace("{quiet}", self.quiet).replace("{media}", f"[{port}]"))
            elif act.startswith("say "):
                said = os.path.join(folder, f"{self.name}-said-{place}.pcap")
                audio.write_rtp_pcap(said, audio.spoken(act[4:], tone), ssrc=0x5A11F)
                parts.append(_PLAY.format(file=said))
            elif act == "talk":
                parts.append(_PLAY.format(file=self.voice))
            else:
                key = os.path.join(folder, f"{self.name}-key-{place}.pcap")
                audio.renumber_rtp_pcap(KEYS % KEY_NAMES.get(act, act), key, place)
                parts.append(_PLAY.format(file=key) + _PAUSE.format(milliseconds=300))
        parts.append(_LAST if self.calls == 1 else "")
        return "".join(parts) + _ELSE + _reply("200 OK") + '  <label id="over"/>\n' + "</scenario>\n"

    def proceed(self, *calls):
        """Lets the calls with these Call-IDs pass "told", all in the same moment."""
        self.sipp.proceed(*calls)

    def finish(self, seconds=20):
        """Waits for the end; the first complaint of SIPp, or None when all went as the acts say."""
        status = self.sipp.program.wait(seconds)
        if status is None:
            self.sipp.stop()
            return self.sipp.complaint() or "its acts did not come to an end"
        return None if status == (_STOPPED_BY_SCENARIO if self.calls == 1 else 0) else self.sipp.complaint() or f"SIPp ended with {status}"

    def stop(self):
        self.sipp.stop()


_STOPPED_BY_SCENARIO = 97
_ANSWER = (
    _reply("200 OK", more="Content-Type: application/sdp", body=_BODY, again=' retrans="500"')
    + _CROSSED + _reply("200 OK") + _ACK + _CONNECTED
)
_ACTS = {
    "ring": _reply("180 Ringing"),
    "answer": _ANSWER + _PLAY.format(file="{quiet}"),
    "answer mutely": _ANSWER,
    "answer plainly": _ANSWER.replace(_BODY, _PLAIN_BODY),
    "told": "  <recvCmd/>\n",
    "busy": _reply("486 Busy Here", again=' retrans="500"') + _ACK,
    "cancelled": '  <recv request="CANCEL"/>\n' + _reply("200 OK")
    + _reply("487 Request Terminated", cseq="CSeq: [cseq] INVITE", again=' retrans="500"') + _ACK,
    "released": '  <recv request="BYE"/>\n' + _reply("200 OK", tag=""),
}
