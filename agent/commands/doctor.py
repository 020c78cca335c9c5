"""`hestia doctor`: what this machine can do, and how to mend what is missing."""

from __future__ import annotations

import json

from agent.doctor import Finding, examine
from agent.tool_config import DoctorConfig

_MARKS = {"good": "yes", "missing": "NO ", "optional": "no "}


def execute(config: DoctorConfig) -> int:
    """Print what was found.

    Returns:
        0, or 1 where something is missing that Hestia cannot work without.
    """
    findings = examine(config.language)
    if config.json:
        print(json.dumps([_plain(finding) for finding in findings], indent=2))
    else:
        width = max(len(finding.name) for finding in findings)
        for finding in findings:
            print(f"{_MARKS[finding.verdict]}  {finding.name:{width}}  {finding.found}")
            if finding.mend:
                print(f"{'':{width + 7}}{finding.mend}")
    return 1 if any(finding.verdict == "missing" for finding in findings) else 0


def _plain(finding: Finding) -> dict[str, str]:
    return {
        "name": finding.name,
        "verdict": finding.verdict,
        "found": finding.found,
        "mend": finding.mend,
    }
