"""Who plays in the story, where they are, and the voices they are told apart by. It fits deploy/demo/clinic.yaml."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class DeskPhone:
    """A baresip in the role of somebody's desk phone."""

    name: str
    owner: str
    extension: str
    password: str
    transport: str
    tone: int  # Hz: the voice of whoever speaks into it


CLINIC_NUMBER = "+16025550100"
SPANISH_NUMBER = "+16025550101"
PATIENT_NUMBER = "+16025550142"
PATIENT_TONE = 1050
CARRIER_ADDRESS = "127.0.0.2"  # the trunk's only peer in the demo clinic
CARRIER_PORT = 5080
SIP_PORT = 5060
TLS_PORT = 5061

PRIMARY = DeskPhone("phone 211", "the primary", "211", "night-211", "udp", 650)
SECONDARY = DeskPhone("phone 212", "the secondary", "212", "night-212", "tcp", 450)

# For whoever wants to ring along: an extension that the demo clinic has and nobody plays.
SPARE_EXTENSION = "201"
SPARE_PASSWORD = "night-201"
