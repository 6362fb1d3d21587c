import errno
import os
from pathlib import Path

import pytest

from earshot.errors import DiskFull, Unwritable
from earshot.files import atomic_write


def test_the_file_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "a.vtt"
    with atomic_write(target) as aside:
        aside.write_text("half")
        assert not target.exists()
        assert aside.suffix == ".vtt"
        aside.write_text("whole")
    assert target.read_text() == "whole"
    assert list(target.parent.iterdir()) == [target]


def test_it_is_as_readable_as_any_file_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    with atomic_write(tmp_path / "a.vtt") as aside:
        aside.write_text("")
    assert (tmp_path / "a.vtt").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("end", [ValueError, KeyboardInterrupt])
def test_after_any_failure_no_temporary_file_is_left_and_the_old_file_stays(
    tmp_path: Path, end: type[BaseException]
) -> None:
    target = tmp_path / "a.vtt"
    target.write_text("old")
    with pytest.raises(end), atomic_write(target) as aside:
        aside.write_text("half")
        raise end
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_interruption_while_the_temporary_file_is_created_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = os.close

    def interrupt(descriptor: int) -> None:
        close(descriptor)
        raise KeyboardInterrupt

    monkeypatch.setattr("earshot.files.os.close", interrupt)
    with pytest.raises(KeyboardInterrupt), atomic_write(tmp_path / "a.vtt"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_an_error_of_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(Unwritable, match="choose another path"),
        atomic_write(tmp_path / "file" / "a.vtt"),
    ):
        pass


def test_a_full_disk_is_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match="disk is full"), atomic_write(tmp_path / "a.vtt"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []


def test_a_really_full_device_is_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(DiskFull), atomic_write(tmp_path / "a.vtt") as aside:
        aside.unlink()
        aside.symlink_to("/dev/full")
        aside.write_text("x" * 100_000)
    assert list(tmp_path.iterdir()) == []
