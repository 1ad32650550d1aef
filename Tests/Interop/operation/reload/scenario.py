"""The configuration is changed while a call is up."""


def check_reload_keeps_calls(world):
    """A reload during a call leaves its audio whole, and the next call follows the new configuration."""
    world.start()
    desk = world.phone("213")
    patient = world.call("talk", "hang up", number="+16025550101")
    world.rings("213")
    desk.answer()
    patient.act()
    world.hears("patient", "213", 1.0)
    world.clinic.write(damage=('"+16025550101": { flow: front-desk }', '"+16025550102": { flow: front-desk }'))
    reload = world.daemon.ask("reload", world.clinic.path)
    world.require(reload.returncode == 0, f"reload: {(reload.stderr or reload.stdout).strip()}")
    heard = world.timeline.any("patient", "heard", lambda d: d["what"] == "213")[-1].detail["seconds"]
    world.hears("patient", "213", heard + 1.5)
    patient.act()
    world.silent("213")
    world.ended_well(patient)
    again = world.call("hang up", number="+16025550102", name="again")
    world.rings("213")
    again.act()
    world.ended_well(again)


def check_broken_configuration_is_refused(world):
    """A configuration that names a missing phone is refused with its line, and the old one goes on."""
    world.start()
    desk = world.phone("213")
    world.clinic.write(damage=('ring: "213"', 'ring: "999"'))
    reload = world.daemon.ask("reload", world.clinic.path)
    said = reload.stderr + reload.stdout
    world.require(reload.returncode != 0, "a broken configuration was taken")
    world.require("999" in said and "clinic.yaml:" in said, f"the refusal does not say what and where: {said.strip()}")
    patient = world.call("hang up", number="+16025550101")
    world.rings("213")
    desk.answer()
    world.hears("patient", "213", 0.5)
    patient.act()
    world.ended_well(patient)
