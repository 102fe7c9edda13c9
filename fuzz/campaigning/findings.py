"""Findings of a campaign: each bug once, as short as it gets, with what repeats it."""

import shlex
import shutil
import threading

from . import libfuzzer
from .complaints import KINDS, complaint_of

MINIMISE_SECONDS = 30
REPEAT_SECONDS = 60


class Findings:
    """Keeps in FOLDER/TARGET/NAME, beside it NAME.txt: what was said and how to repeat it."""

    def __init__(self, folder, campaign, processes, engine, converter=None):
        self._folder, self._campaign, self._processes = folder, campaign, processes
        self._engine, self._converter = engine, converter
        self._lock = threading.Lock()

    def take(self, target, raw, said, when):
        """Takes every file that a run left in `raw`; True if one of them is new."""
        new = False
        for path in sorted(raw.iterdir()):
            new |= self._take_one(target, path, said, when)
            path.unlink(missing_ok=True)
        return new

    def _take_one(self, target, path, said, when):
        kind = next((kind for kind in KINDS if path.name.startswith(kind + "-")), None)
        if kind is None or kind == "slow-unit":
            return False  # an input that is slow on a busy machine is no bug
        if not said:  # by an engine that does not listen
            said = self._processes.run(self._engine.repeat_command(target, path), REPEAT_SECONDS,
                                       environment=libfuzzer.SANITIZERS).said
        complaint = complaint_of(kind, said)
        with self._lock:
            if known := self._known(target, complaint):
                known["count"] += 1
                return False
            finding = self._begin(target, complaint, when)
        self._keep(target, path, complaint, finding, said)
        return True

    def _known(self, target, complaint):
        return next((finding for finding in self._campaign.findings
                     if finding["target"] == target.name and finding["key"] == complaint.key), None)

    def _begin(self, target, complaint, when):
        names = {finding["name"] for finding in self._campaign.findings
                 if finding["target"] == target.name}
        name, number = complaint.slug, 2
        while name in names:
            name, number = f"{complaint.slug}-{number}", number + 1
        finding = {"target": target.name, "name": name, "kind": complaint.kind, "count": 1,
                   "complaint": complaint.text, "key": complaint.key, "seconds": round(when, 1)}
        self._campaign.findings.append(finding)
        self._campaign.target(target.name).findings += 1
        return finding

    def _keep(self, target, path, complaint, finding, said):
        folder = self._folder / target.name
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / finding["name"]
        shutil.copyfile(path, kept)
        finding["octets_found"] = kept.stat().st_size
        finding["repeats"] = self._repeats(target, kept, complaint)
        if finding["repeats"] and complaint.kind in ("crash", "leak"):
            self._shorten(target, kept, complaint)
        command = shlex.join(self._engine.repeat_command(target, kept))
        finding |= {"octets": kept.stat().st_size, "file": str(kept), "command": command,
                    "transcript": self._transcript(target, kept)}
        kept.with_name(kept.name + ".txt").write_text(
            f"{complaint.kind}: {complaint.text}\nrepeat: {command}\n\n{said}", encoding="utf-8")

    def _repeats(self, target, path, complaint):
        ended = self._processes.run(self._engine.repeat_command(target, path), REPEAT_SECONDS,
                                    environment=libfuzzer.SANITIZERS)
        if ended.code == 0:
            return False
        # An input that hangs says where it was when it was stopped, which is never twice the same.
        return complaint.kind in ("timeout", "oom") or \
            complaint_of(complaint.kind, ended.said).key == complaint.key

    def _shorten(self, target, kept, complaint):
        """Takes what the engine made of it only if that is still the same bug."""
        short = kept.with_name(kept.name + ".short")
        words = self._engine.minimise_command(target, kept, short, MINIMISE_SECONDS)
        if words is None:
            return
        self._processes.run(words, MINIMISE_SECONDS + REPEAT_SECONDS,
                            environment=libfuzzer.SANITIZERS)
        if short.is_file():
            if short.stat().st_size < kept.stat().st_size and \
                    self._repeats(target, short, complaint):
                short.replace(kept)
            short.unlink(missing_ok=True)

    def _transcript(self, target, kept):
        """The finding as a session that a person reads and `heloport replay` plays."""
        if self._converter is None:
            return ""
        path = kept.with_name(kept.name + ".smtp")
        return str(path) if self._converter.write(target, kept, path) else ""
