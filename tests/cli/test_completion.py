"""Shells complete the commands and options that this version accepts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from translate.cli import main
from translate.cli.commands.completion import SHELLS


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_names_the_commands_and_their_options(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for word in ("summarize", "compare", "glossary", "references"):
        assert word in script


def test_bash_accepts_the_script_and_completes_a_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash")
    assert main(["completion", "bash"]) == 0
    script = tmp_path / "tarjama.bash"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    ask = (
        f"source {script}; COMP_WORDS=(tarjama summ); COMP_CWORD=1; COMP_LINE='tarjama summ'; "
        '$(complete -p tarjama | sed -E "s/.*-F ([^ ]+).*/\\1/"); echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run([bash, "-c", ask], capture_output=True, text=True, timeout=30, check=False)
    assert "summarize" in done.stdout, done.stderr


def test_an_unknown_shell_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "ksh"]) == 2
    assert "bash" in capsys.readouterr().err
