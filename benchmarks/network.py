"""How long one drawing takes, beside PyTorch, onnxruntime and TensorFlow.js: ``python3 dev.py bench network``."""

from _bench import NETS, Contestant, Race, missing_peers, print_machine, print_table

TURNS = 40

KINDS = {
    "tickdraw": "tickdraw answer",
    "tickdraw, all values kept": "tickdraw trace",
    "torch, 1 thread": "torch answer threads=1 layout=first",
    "torch, 1 thread, channels last": "torch answer threads=1 layout=last",
    "torch, 2 threads": "torch answer threads=2 layout=first",
    "torch, 2 threads, channels last": "torch answer threads=2 layout=last",
    "onnxruntime, 1 thread": "onnxruntime answer threads=1",
    "tfjs in WebAssembly": "tfjs",
}


def main() -> None:
    missing = missing_peers()
    print_machine(missing)
    kinds = {name: kind for name, kind in KINDS.items() if kind.split()[0] not in missing}
    races = {}
    for net in NETS:
        contestants = {name: Contestant(kind, net) for name, kind in kinds.items()}
        races[net] = Race(contestants, TURNS)
        for contestant in contestants.values():
            contestant.close()
    print("\nOne drawing, median µs:\n")
    print_table(
        [["", *NETS], *([name, *(f"{races[net].seconds(name) * 1e6:.1f}" for net in NETS)] for name in kinds)]
    )
    print("\nRatios (below 1: tickdraw is faster):\n")
    pairs = [
        (m, peer) for peer in ("torch", "onnxruntime", "tfjs") if peer not in missing for m in list(KINDS)[:2]
    ]
    rows = [[f"{m} / best of {peer}", *(ratio(races[net], m, peer) for net in NETS)] for m, peer in pairs]
    print_table([["", *NETS], *rows])


def ratio(race: Race, mine: str, peer: str) -> str:
    return f"{race.ratio(mine, race.best(name for name in KINDS if name.startswith(peer))):.2f}"


if __name__ == "__main__":
    main()
