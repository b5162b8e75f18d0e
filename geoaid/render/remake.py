"""Making an exported file again, from nothing but what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geoaid
from geoaid import ledger as ledgers
from geoaid.errors import Clause, ExportError
from geoaid.render import (
    BRIEFS,
    FORMATS,
    Job,
    chart_file,
    companions,
    files,
    format_of,
    make_brief,
    provenance,
    recordlist,
    render,
)
from geoaid.text import refused

if TYPE_CHECKING:
    from geoaid.ledger import Ledger
    from geoaid.render.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Remade:
    """A file that was made again.

    Attributes
    ----------
    path
        Where it stands.
    made
        What the old file said of how it was made.
    data_sha256, version
        The data's hash and the geoaid of the new file.
    is_equal
        Whether the two files are equal, byte for byte.
    """

    path: Path
    made: Provenance
    data_sha256: str
    version: str
    is_equal: bool


def remake(
    path: Path | str,
    output: Path | str | None = None,
    ledger: Ledger | None = None,
    *,
    force: bool = False,
) -> Remade:
    """Make an exported file again, of the data there are now.

    Parameters
    ----------
    path
        An export of geoaid.
    output
        The new file, with the same ending; ``NAME-remade`` beside the old one if None.
    ledger
        The records; those bundled if None. A file made of a ledger of one's own asks for one.
    force
        Whether a file that is there may be written over.

    Raises
    ------
    geoaid.errors.ExportError
        If the file says no view or was made of another ledger than the bundled one, or if the new
        one cannot be written or is there already.
    """
    path = Path(path)
    made = provenance.read(path)
    if made.ledger is not None and ledger is None:
        raise files.refused("own_ledger", path=path, ledger=made.ledger, hash=made.data_sha256[:12])
    output = Path(output) if output else path.with_name(f"{path.stem}-remade{path.suffix}")
    ending = format_of(output, {**FORMATS, **BRIEFS})
    if output.suffix.lower() != path.suffix.lower():
        said = {"path": output, "ending": path.suffix, "name": path.name}
        raise refused(ExportError, Clause("remake.other_ending", said))
    ledger = ledger or ledgers.bundled()
    made_anew = _files(made, ending, output, ledger)
    if not force:
        for name in made_anew:
            if output.with_name(name).exists():
                said = {"path": output.with_name(name)}
                raise refused(ExportError, Clause("remake.is_there", said))
    files.check(output)
    old = path.read_bytes()
    for name, data in reversed(made_anew.items()):
        files.write(output.with_name(name), data)
    return Remade(
        path=output,
        made=made,
        data_sha256=ledger.sha256,
        version=geoaid.__version__,
        is_equal=made_anew[output.name] == old,
    )


def _files(made: Provenance, ending: str, output: Path, ledger: Ledger) -> dict[str, bytes]:
    """The new file and what stands beside it, by name."""
    view = made.view_on(ledger.start)
    if made.verb == "brief" and ending in BRIEFS:
        return {output.name: make_brief(view, ledger, ending, name=made.name)}
    if made.verb == "chart":
        return {output.name: chart_file(view, ledger, ending, address=made.address)}
    if made.verb == "records":
        name = made.name if Path(made.name).name == made.name else output.name
        return recordlist.files(view, ledger, ending, name=name, path=output)
    # Under its first name, which it may print, so that equal data give equal bytes.
    name = made.name if Path(made.name).name == made.name else output.name
    job = Job.of(view, ledger, name, made.print_, made.address)
    return {output.name: render(job, ending), **companions(job, output)}
