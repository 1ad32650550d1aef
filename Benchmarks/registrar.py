"""What a REGISTER costs at the least: Kamailio as a registrar of the same phones, in the same run."""

import os
import shutil
import tempfile
import time

import clinic
from peers.ports import taken
from peers.program import Program

# One process and memory only: it keeps no binding on disk and knows no call, so it is a floor, not a peer to be beaten.
_CONFIG = """\
debug=1
log_stderror=yes
fork=no
auto_aliases=no
disable_tcp=yes
listen=udp:{address}:5060

loadmodule "pv.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "maxfwd.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("auth", "qop", "auth")

request_route {{
  if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
  $var(phone) = $(fU{{s.int}}) - 200;
  if (!pv_www_authenticate("$td", "pass$var(phone)", "0")) {{ www_challenge("$td", "1"); exit; }}
  save("location");
}}
"""


class Kamailio:
    """A freshly started Kamailio that knows the benchmark's phones: `with Kamailio() as kamailio`, `kamailio.pid`."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="nightbell-bench-")
        path = os.path.join(self.folder, "kamailio.cfg")
        with open(path, "w") as file:
            file.write(_CONFIG.format(address=clinic.DAEMON))
        command = ["kamailio", "-f", path, "-D", "-E", "-m", "64", "-M", "8", "-w", self.folder, "-Y", self.folder]
        self.program = Program("kamailio", command, os.path.join(self.folder, "kamailio.log"))
        deadline = time.monotonic() + 10
        while not taken(5060, clinic.DAEMON):
            if not self.program.running or time.monotonic() > deadline:
                self.__exit__()
                raise OSError("Kamailio did not start")
            time.sleep(0.02)
        return self

    @property
    def pid(self):
        return self.program.pid

    def __exit__(self, *_):
        self.program.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
