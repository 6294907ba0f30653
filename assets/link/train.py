"""Fits assets/link/weights.tsv: a logistic model with a Gaussian prior around the present weights.

    python3 assets/link/train.py LABELLED… [--write]     # .jsonl as of `eval link`, or .md as in tests/cases

Standard library only. `cargo test` writes the features of all doubtful names of the labelled texts; rows of
10kGNAD (non-commercial) are left out there. The prior keeps a feature that the texts hardly show where it
was set by hand; PRIOR_SD says how far the texts may move it. Without --write the weights are only shown, with the log loss
of a ten-fold cross-validation before and after.
"""
import math, os, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PRIOR_SD = 0.7


def features(files):
    with tempfile.NamedTemporaryFile("r", suffix=".tsv") as table:
        env = dict(os.environ, NEWSTAPE_FEATURES=table.name, NEWSTAPE_LABELLED=":".join(map(os.path.abspath, files)))
        command = ["cargo", "test", "--quiet", "--lib", "link::tests"]
        subprocess.run(command, check=True, env=env, cwd=os.path.join(HERE, "..", ".."), stdout=subprocess.DEVNULL)
        names, *rows = (line.rstrip("\n").split("\t") for line in open(table.name))
    return names[2:], [(float(r[0]), float(r[1]), [float(x) for x in r[2:]]) for r in rows]


def read_weights():
    with open(f"{HERE}/weights.tsv", encoding="utf-8") as f:
        lines = f.read().splitlines()
    return lines[0], {l.split("\t")[0]: float(l.split("\t")[1]) for l in lines[1:]}


def probability(weights, x):
    z = sum(w * v for w, v in zip(weights, x))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def fit(rows, prior, steps=400):
    """Gradient descent on the log loss and the prior; the loss is convex."""
    weights = list(prior)
    rate = 4.0 / (len(rows) + 1)
    for _ in range(steps):
        slope = [(w - p) / PRIOR_SD**2 for w, p in zip(weights, prior)]
        for y, weight, x in rows:
            wrong = weight * (probability(weights, x) - y)
            for i, v in enumerate(x):
                if v: slope[i] += wrong * v
        weights = [w - rate * s for w, s in zip(weights, slope)]
    return weights


def loss(weights, rows):
    total = 0.0
    for y, weight, x in rows:
        p = min(max(probability(weights, x), 1e-9), 1 - 1e-9)
        total -= weight * math.log(p if y else 1 - p)
    return total / sum(weight for _, weight, _ in rows)


def main():
    files = [a for a in sys.argv[1:] if not a.startswith("--")]
    names, rows = features(files)
    head, known = read_weights()
    prior = [known.get(n, 0.0) for n in names]
    print(f"{len(rows)} doubtful names, {sum(1 for y, _, _ in rows if y)} of them companies")
    folds = [loss(fit([r for i, r in enumerate(rows) if i % 10 != k], prior), rows[k::10]) for k in range(10)]
    print(f"log loss: by hand {loss(prior, rows):.4f}, fitted and cross-validated {sum(folds) / 10:.4f}")
    weights = fit(rows, prior)
    for name, before, after in zip(names, prior, weights):
        print(f"{name:16} {before:6.2f} {after:6.2f}   seen {sum(1 for _, _, x in rows if x[names.index(name)])}")
    if "--write" in sys.argv:
        with open(f"{HERE}/weights.tsv", "w", encoding="utf-8") as f:
            f.write(head + "\n" + "".join(f"{n}\t{w:.2f}\n" for n, w in zip(names, weights)))


if __name__ == "__main__":
    main()
