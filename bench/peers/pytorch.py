"""PyTorch: eager mode, Adam, batches taken by row number from a shuffled list."""
import torch

from timing import Clock, batch, made_up_rows, rows, sizes, task

torch.set_num_threads(task["threads"])
torch.manual_seed(task["seed"])
activation = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}[task["activation"]]
layers = []
for n, m in zip(sizes[:-1], sizes[1:]):
    layers += [torch.nn.Linear(n, m), activation()]
network = torch.nn.Sequential(*layers[:-1])
X, y = (torch.from_numpy(part) for part in made_up_rows())
if sizes[-1] == 1:
    y = y[:, None]
loss = torch.nn.MSELoss() if sizes[-1] == 1 else torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
clock = Clock()
enough = False
while not enough:
    order = torch.randperm(rows)
    steps = 0
    for at in range(0, rows - batch + 1, batch):
        part = order[at : at + batch]
        optimizer.zero_grad()
        loss(network(X[part]), y[part]).backward()
        optimizer.step()
        steps += 1
    enough = clock.tick(steps)
clock.report("eager, Adam")
