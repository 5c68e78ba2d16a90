/* FANN: microseconds of a step for three ways to train, on rows of its own making.
   gcc -O2 fann.c -o fann -lfloatfann -lm; ./fann "20,64,32,1" 32 20000 tanh 1.0
   Prints {"microsecondsPerStep": …, "way": …} of the fastest way. A step of the first way is one update for each row of a batch. */
#include <floatfann.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static unsigned int rows, batch, steps_of_epoch, *order;
static struct fann *net;
static struct fann_train_data *all, *part;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e6 * t.tv_sec + 1e-3 * t.tv_nsec;
}

static void shuffle(void) {
  for (unsigned int i = rows - 1; i > 0; i--) {
    unsigned int j = rand() % (i + 1), row = order[i];
    order[i] = order[j];
    order[j] = row;
  }
}

/* One step: a row at a time, or a batch gathered into a table of its own. */
static void step(int by_row, unsigned int n) {
  unsigned int at = n % steps_of_epoch;
  if (at == 0) shuffle();
  for (unsigned int s = 0; s < batch; s++) {
    unsigned int row = order[at * batch + s];
    if (by_row) fann_train(net, all->input[row], all->output[row]);
    else {
      memcpy(part->input[s], all->input[row], all->num_input * sizeof(fann_type));
      memcpy(part->output[s], all->output[row], all->num_output * sizeof(fann_type));
    }
  }
  if (!by_row) fann_train_epoch(net, part);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* A warm-up, then passes until the time is over; the median. */
static double measure(int by_row, double seconds) {
  unsigned int n = 0, steps = 1, count = 0;
  double begun = now(), per_step, times[10000];
  do {
    double before = now();
    for (unsigned int i = 0; i < steps; i++) step(by_row, n++);
    per_step = (now() - before) / steps;
    steps *= 2;
  } while (now() - begun < 3e5 * seconds);
  steps = (unsigned int)(1e6 * seconds / 5 / per_step);
  if (steps < 1) steps = 1;
  begun = now();
  while ((now() - begun < 1e6 * seconds || count < 2) && count < 10000) {
    double before = now();
    for (unsigned int i = 0; i < steps; i++) step(by_row, n++);
    times[count++] = (now() - before) / steps;
  }
  qsort(times, count, sizeof(double), ascending);
  return times[count / 2];
}

int main(int argc, char **argv) {
  const char *names[] = {"incremental, one update a row", "batch", "RPROP"};
  const enum fann_train_enum methods[] = {FANN_TRAIN_INCREMENTAL, FANN_TRAIN_BATCH, FANN_TRAIN_RPROP};
  unsigned int sizes[64], layers = 0;
  if (argc != 6) return 2;
  for (char *part = strtok(argv[1], ","); part && layers < 64; part = strtok(NULL, ",")) sizes[layers++] = atoi(part);
  batch = atoi(argv[2]);
  rows = atoi(argv[3]);
  steps_of_epoch = rows / batch;
  order = malloc(rows * sizeof *order);
  all = fann_create_train(rows, sizes[0], sizes[layers - 1]);
  for (unsigned int s = 0; s < rows; s++) {
    order[s] = s;
    for (unsigned int i = 0; i < sizes[0]; i++) all->input[s][i] = 2.0f * rand() / RAND_MAX - 1;
    for (unsigned int i = 0; i < sizes[layers - 1]; i++) all->output[s][i] = (float)rand() / RAND_MAX;
  }
  part = fann_create_train(batch, sizes[0], sizes[layers - 1]);
  double best = 0;
  int best_way = 0;
  for (int way = 0; way < 3; way++) {
    net = fann_create_standard_array(layers, sizes);
    fann_randomize_weights(net, -0.1f, 0.1f);
    fann_set_learning_rate(net, 0.001f);
    fann_set_training_algorithm(net, methods[way]);
    /* It has no ReLU; the piecewise linear function costs the same. */
    fann_set_activation_function_hidden(net, !strcmp(argv[4], "relu")   ? FANN_LINEAR_PIECE
                                             : !strcmp(argv[4], "tanh") ? FANN_SIGMOID_SYMMETRIC
                                                                        : FANN_SIGMOID);
    fann_set_activation_function_output(net, sizes[layers - 1] == 1 ? FANN_LINEAR : FANN_SIGMOID);
    double time = measure(way == 0, atof(argv[5]) / 3);
    if (way == 0 || time < best) {
      best = time;
      best_way = way;
    }
    fann_destroy(net);
  }
  printf("{\"microsecondsPerStep\": %.17g, \"way\": \"%s\"}\n", best, names[best_way]);
  return 0;
}
