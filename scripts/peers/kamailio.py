"""Kamailio as a provider with logins: a registrar with digest, and a proxy to the clinic and to one mobile."""

import os
import time

from .ports import taken
from .program import Program
from .tap import Place

_CONFIG = """\
debug=2
log_stderror=yes
children=1
auto_aliases=no
disable_tcp=yes
listen=udp:{address}:{port}

loadmodule "pv.so"
loadmodule "sl.so"
loadmodule "tm.so"
loadmodule "rr.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_expires", {longest})

request_route {{
  if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
  if (is_method("OPTIONS") && $rU == $null) {{ sl_send_reply("200", "OK"); exit; }}
  if (is_method("CANCEL")) {{ if (t_check_trans()) t_relay(); exit; }}
  if (has_totag()) {{
    if (loose_route()) {{ t_relay(); exit; }}
    if (is_method("ACK") && t_check_trans()) {{ t_relay(); exit; }}
    if (!is_method("ACK")) sl_send_reply("404", "Not here");
    exit;
  }}
  if (is_method("REGISTER")) {{
    if ($(hdr(Expires){{s.int}}) > 0 && $(hdr(Expires){{s.int}}) < {shortest}) {{
      append_to_reply("Min-Expires: {shortest}\\r\\n");
      sl_send_reply("423", "Interval Too Brief");
      exit;
    }}
    if (!pv_www_authenticate("$td", "{password}", "0")) {{ www_challenge("$td", "1"); exit; }}
    if ($au != "{user}" || !save("location")) sl_send_reply("403", "Forbidden");
    exit;
  }}
  record_route();
  if ($si == "{address}") {{
    $ru = "sip:{user}@" + $fd;
    if (!lookup("location")) {{ sl_send_reply("480", "Temporarily Unavailable"); exit; }}
  }} else {{
    if (!pv_proxy_authenticate("$td", "{password}", "0")) {{ proxy_challenge("$td", "1"); exit; }}
    consume_credentials();
    $du = "sip:{mobile}";
  }}
  t_relay();
}}
"""


class Kamailio:
    """One provider. The trunk's account is `user` with `password`; calls of the clinic go to `mobile` (host:port)."""

    def __init__(
        self, folder, address, port, user="clinic42", password="secret-trunk", mobile="127.0.0.1:9", shortest=1,
        longest=3600,
    ):
        self.address, self.port = address, port
        self.place = Place("provider", address, ((port, port),))
        path = os.path.join(folder, "kamailio.cfg")
        with open(path, "w") as file:
            file.write(
                _CONFIG.format(
                    address=address, port=port, user=user, password=password, mobile=mobile, shortest=shortest,
                    longest=longest,
                )
            )
        self.command = ["kamailio", "-f", path, "-DD", "-E", "-m", "16", "-M", "4", "-w", folder, "-Y", folder]
        self.log = os.path.join(folder, "kamailio.log")
        self.start()

    def start(self):
        self.program = Program("kamailio", self.command, self.log)
        deadline = time.monotonic() + 10
        while not taken(self.port, self.address):
            if not self.program.running or time.monotonic() > deadline:
                raise OSError("Kamailio did not start: " + " ".join(self.program.last_words(3)))
            time.sleep(0.02)

    def stop(self):
        """Ends it, and waits until its children have let go of the port."""
        self.program.stop()
        deadline = time.monotonic() + 10
        while taken(self.port, self.address) and time.monotonic() < deadline:
            time.sleep(0.02)
