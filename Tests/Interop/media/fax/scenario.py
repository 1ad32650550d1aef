"""A fax machine calls, and one answers; and calls that offer more than audio."""

import os

from peers import fax
from peers.ports import free_port

_PAGE = fax.test_page()
_T38 = """v=0\r
o=- 1 9 IN IP4 127.0.0.1\r
s=-\r
c=IN IP4 127.0.0.1\r
t=0 0\r
m=image 49170 udptl t38\r
a=T38FaxVersion:0\r
a=T38MaxBitRate:14400\r
a=T38FaxRateManagement:transferredTCF\r
"""


def _joined(world, wide=False, **changes):
    """A caller on the trunk and the front desk, both fax machines, joined; the caller has a page."""
    world.start(**changes)
    port = free_port()
    world.sipp_registers("213", port)
    sent, got = (os.path.join(world.folder, name) for name in ("sent.tif", "got.tif"))
    fax.write_page(sent, _PAGE)
    daemon = ("127.0.0.1", world.clinic.sip_port)
    caller = fax.Line(fax.Machine(True, sent, world.trunk_address), world.trunk_address, None, daemon)
    callee = fax.Line(fax.Machine(False, got, "127.0.0.1", wide), "127.0.0.1", port, daemon)
    world.peers += [caller, callee]
    caller.place("+16025550101")
    callee.take()
    for line in (caller, callee):
        line.machine.start()
    return caller, callee, got


def _page_arrives(world, caller, callee, got, within=90):
    for line in (caller, callee):
        line.machine.join(within)
    codes = caller.machine.code, callee.machine.code
    world.require(codes == (0, 0), f"the machines ended with {codes} (0: success, None: not at all)")
    rows = fax.read_page(got, len(_PAGE))
    wrong = sum(one != other for one, other in zip(rows, _PAGE)) + abs(len(rows) - len(_PAGE))
    world.require(wrong == 0, f"{wrong} of {len(_PAGE)} rows of the page are not what was sent")
    caller.hang_up()
    caller.receive("SIP/2.0 200")
    world.require(world.record()["outcome"]["kind"] == "reachedHuman", "the record does not say that it was answered")


def check_page(world):
    """A page of 200 rows goes from a fax machine on the trunk to one at the front desk over G.711, every row right."""
    _page_arrives(world, *_joined(world))


def check_another_codec(world):
    """The called machine speaks G.722: after its 2,100 Hz it is asked for G.711, and the page of 200 rows arrives."""
    caller, callee, got = _joined(world, wide=True)
    offer = callee.is_asked_for_g711()
    world.require(offer.split()[3:5] in (["0", "8"], ["8", "0"]) and "9" not in offer.split()[3:], f"it is offered {offer}")
    _page_arrives(world, caller, callee, got)


def check_t38_refused(world):
    """The called machine asks for T.38 in the call: 488, the audio stays, and the page arrives over it."""
    caller, callee, got = _joined(world)
    callee.request("INVITE", _T38)
    refusal = callee.receive("SIP/2.0 4")
    world.require(refusal.startswith("SIP/2.0 488"), f"T.38 is answered with {refusal.splitlines()[0]}")
    callee.request("ACK", sequence=callee.sequence)
    _page_arrives(world, caller, callee, got)


def check_real_time_text(world):
    """A call offers real-time text beside its audio: text is declined with port 0, and the audio is answered."""
    world.start()
    machine = fax.Machine(True, os.path.join(world.folder, "none.tif"), world.trunk_address)
    text = "m=text 49172 RTP/AVP 98 100\r\na=rtpmap:98 t140/1000\r\na=rtpmap:100 red/1000\r\na=fmtp:100 98/98/98\r\n"
    daemon = ("127.0.0.1", world.clinic.sip_port)
    line = fax.Line(machine, world.trunk_address, None, daemon, more=text)
    world.peers.append(line)
    answer = line.place("+16025550100")
    media = [part.split()[:2] for part in answer.splitlines() if part.startswith("m=")]
    world.require(
        [kind for kind, _ in media] == ["m=audio", "m=text"] and media[0][1] != "0" and media[1][1] == "0",
        f"the answer has {media}")
    line.hang_up()
    line.receive("SIP/2.0 200")
