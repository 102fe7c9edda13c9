"""The page: what its parts are."""

from pathlib import Path

from campaigning.times import in_words
from pages.frame import framed
from pages.markup import element, facts, joined, number, paragraph

from . import parts_campaign, parts_measured
from .measured import measured

# (name in the address, title, key of measured.SOURCES, function)
MEASURED_PARTS = (
    ("dfa", "Parsers: states and transitions", "dfa", parts_measured.dfa),
    ("coverage", "Lines and branches", "coverage", parts_measured.coverage),
    ("phases", "Phases and events", "phases", parts_measured.phases),
    ("mutants", "Seeded bugs", "mutants", parts_measured.mutants),
    ("crash-states", "Crash states of the file system", "crash_states", parts_measured.generic),
    ("simulation", "Simulation", "simulation", parts_measured.generic),
    ("garden", "Beside other servers", "garden", parts_measured.garden),
)


def page_of(campaign, folder, root):
    """The whole page as text. `folder` is the campaign's, `root` the repository."""
    parts = _campaign_parts(campaign, Path(folder), Path(root))
    parts += [(name, title, _measured_part(key, write, folder, root))
              for name, title, key, write in MEASURED_PARTS]
    return framed(f"Heloport: fuzzing campaign of {campaign.started}", _lead(campaign), parts)


def _campaign_parts(campaign, folder, root):
    def read(path):
        return _octets(path, (folder, root))
    return [
        ("findings", "Findings", parts_campaign.findings(campaign, read)),
        ("targets", "Targets", parts_campaign.targets(campaign)),
        ("over-time", "Coverage over time", parts_campaign.over_time(campaign)),
        ("discovery", "What the next input would find", parts_campaign.discovery(campaign)),
    ]


def _octets(path, roots):
    """A path of campaign.json is that of the machine where it ran, or relative to the root."""
    if not path:
        return None
    for place in (Path(path), *(root / path for root in roots)):
        try:
            return place.read_bytes()
        except OSError:
            continue
    return None


def _measured_part(key, write, folder, root):
    found = measured(key, folder, root)
    if found.data is None:
        why = f"{found.problem}. " if found.problem else ""
        return paragraph(why, "Not measured. ", element("code", found.source.command),
                         " measures it.", class_="absent")
    try:
        body = write(found.data)
    except (parts_measured.Unlike, KeyError, TypeError, AttributeError, IndexError):
        body = parts_measured.generic(found.data)
    return joined((body, paragraph("From ", element("code", Path(found.path).name), ", written by ",
                                   element("code", found.source.command), ".", class_="small")))


def _lead(campaign):
    executions = sum(state.executions for state in campaign.targets.values())
    count = len(campaign.findings)
    found = "nothing was found" if count == 0 else \
        "one finding" if count == 1 else f"{count} findings"
    stopped = "" if campaign.status == "done" else f" It was {campaign.status}."
    return (
        paragraph("Heloport", class_="eyebrow"),
        element("h1", "Fuzzing campaign"),
        paragraph(f"{number(executions)} executions of {len(campaign.targets)} targets in "
                  f"{in_words(campaign.spent)}: {found}.{stopped}", class_="lead"),
        facts((("began", campaign.started), ("commit", campaign.commit or "-"),
               ("engine", campaign.engine), ("programs at a time", campaign.jobs),
               ("command", element("code", campaign.command)))))
