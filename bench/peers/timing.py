"""What the Python programs share: the task, and the time of a step from the times of epochs or calls."""
import json
import statistics
import sys
import time
import warnings

import numpy

warnings.filterwarnings("ignore")
task = json.loads(sys.argv[1])
sizes, batch, rows, seconds = task["sizes"], task["batch"], task["rows"], task["seconds"]


def made_up_rows():
    """X uniform in [-1, 1), float32; y a smooth function of it, or the class with the largest score."""
    random = numpy.random.default_rng(task["seed"])
    X = random.uniform(-1, 1, (rows, sizes[0])).astype(numpy.float32)
    scores = X @ (random.normal(0, (3 / sizes[0]) ** 0.5, (sizes[0], sizes[-1])).astype(numpy.float32))
    if sizes[-1] > 1:
        return X, scores.argmax(1)
    return X, (numpy.sin(scores) + scores**2 / 4)[:, 0].astype(numpy.float32)


class Clock:
    """Called once after every `steps` steps; says when enough was measured: the first part warms up."""

    def __init__(self):
        self.begun = self.last = time.perf_counter()
        self.times = []
        self.is_warm = False

    def tick(self, steps):
        now = time.perf_counter()
        if self.is_warm:
            self.times.append((now - self.last) / steps * 1e6)
        self.is_warm = now - self.begun > 0.3 * seconds
        self.last = now
        return now - self.begun > 1.3 * seconds and len(self.times) > 2

    def report(self, way):
        print(json.dumps({"microsecondsPerStep": statistics.median(self.times), "way": way}))
