"""How many drawings a second training learns from, beside its peers: ``python3 dev.py bench training``.

Batches of 64, Adam. PyTorch takes part twice: as it is, and with glibc's malloc told to keep its memory.
"""

from _bench import NETS, RAISED_MALLOC, Contestant, Race, missing_peers, print_machine, print_table

TURNS = 16
BATCH = 64
SLOW_PEERS_NET = "S"  # a step of the others takes ConvNetJS up to twenty seconds

MINE = {
    "tickdraw, 1 thread": "tickdraw train threads=1",
    "tickdraw, 2 threads": "tickdraw train threads=2",
    "tickdraw, 2 processes": "tickdraw train threads=2 processes=yes",
}
TORCH = {
    "torch, 1 thread": "torch train threads=1 layout=first",
    "torch, 1 thread, channels last": "torch train threads=1 layout=last",
    "torch, 2 threads": "torch train threads=2 layout=first",
    "torch, 2 threads, channels last": "torch train threads=2 layout=last",
}
RAISED = {f"{name}, malloc raised": kind for name, kind in TORCH.items()}


def main() -> None:
    missing = missing_peers()
    print_machine(missing)
    kinds = MINE if "torch" in missing else MINE | TORCH | RAISED
    races, memory = {}, {}
    for net in NETS:
        contestants = {
            name: Contestant(kind, net, RAISED_MALLOC if name in RAISED else None) for name, kind in kinds.items()
        }
        if net == SLOW_PEERS_NET and "convnetjs" not in missing:
            contestants["convnetjs"] = Contestant("convnetjs", net)
        races[net] = Race(contestants, TURNS)
        asked = ["tickdraw, 1 thread", *(TORCH if "torch" not in missing else ())]
        memory[net] = {name: contestants[name].added_bytes() for name in asked}
        for contestant in contestants.values():
            contestant.close()
    print("\nTraining, drawings a second:\n")
    print_table(
        [["", *NETS], *([name, *(f"{BATCH / races[net].seconds(name):,.0f}" for net in NETS)] for name in kinds)]
    )
    if "torch" not in missing:
        print_ratios(races)
    if "convnetjs" not in missing:
        race = races[SLOW_PEERS_NET]
        rate, times = BATCH / race.seconds("convnetjs"), race.ratio("convnetjs", race.best(MINE))
        print(f"\nConvNetJS on {SLOW_PEERS_NET}: {rate:.0f} drawings a second; ours is {times:.0f} times as fast")
    print("\nMemory that training adds, MiB:\n")
    print_table(
        [["", *NETS], *([name, *(f"{memory[n][name] / 2**20:.0f}" for n in NETS)] for name in memory["L"])]
    )


def print_ratios(races: dict[str, Race]) -> None:
    print("\nRatios (above 1: tickdraw is faster), and against PyTorch with malloc raised:\n")
    rows = [["", *NETS]]

    def row(label: str, mine: list[str], theirs: list[str]) -> None:
        cells = []
        for net in NETS:
            race = races[net]
            own, plain = race.best(mine), race.best(theirs)
            raised = race.best(f"{name}, malloc raised" for name in theirs)
            cells.append(f"{race.ratio(plain, own):.2f} ({race.ratio(raised, own):.2f})")
        rows.append([label, *cells])

    row("1 thread / torch's 1, its defaults", ["tickdraw, 1 thread"], ["torch, 1 thread"])
    row("1 thread / torch's 1, better layout", ["tickdraw, 1 thread"], list(TORCH)[:2])
    row("fastest / torch's best", list(MINE), list(TORCH))
    print_table(rows)


if __name__ == "__main__":
    main()
