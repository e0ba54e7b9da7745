"""Other systems on the same documents, each in a virtual environment of its own.

A peer is one file here: what it needs in the inline metadata of PEP 723, and two functions, `build` and `ask`, handed
to `evals.peers.job.serve`. It imports nothing else of this project. Add its name and variants to PEERS.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A system to compare with. `module` is its file; `own`: ours, run in this environment for the same measure."""

    name: str
    module: str
    variant: str = ""
    own: bool = False


PEERS = (
    Peer(name="ours", module="ours", own=True),
    Peer(name="llama-index, its defaults", module="llamaindex", variant="defaults"),
    Peer(name="llama-index, our passages", module="llamaindex", variant="passages"),
    Peer(name="txtai", module="txtai_peer"),
    Peer(name="cairn-assistant", module="cairn_peer"),
)
