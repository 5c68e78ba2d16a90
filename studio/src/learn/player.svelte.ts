import type { Lesson } from "./state.svelte.js";

const PAUSE = 900; // ms at a halt by layer, at speed 1
const SHARE = { layer: 1, neuron: 0.7, term: 0.5 } as const; // of that pause at finer halts
const INVITE_AFTER = 5000; // ms without a touch, after which Play shows itself once

/** Walks through the lesson by itself. */
export class Player {
  isPlaying = $state(false);
  speed = $state(1);
  isInviting = $state(false);
  readonly #lesson: Lesson;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #invitation: ReturnType<typeof setTimeout> | undefined;

  constructor(lesson: Lesson) {
    this.#lesson = lesson;
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.#play();
  }

  pause(): void {
    this.isPlaying = false;
    clearTimeout(this.#timer);
  }

  /** Shows Play once if nothing has been touched for a while. */
  invite(): void {
    this.#invitation = setTimeout(() => (this.isInviting = true), INVITE_AFTER);
  }

  /** Nothing has to be shown any more. */
  touch(): void {
    clearTimeout(this.#invitation);
  }

  /** Ends everything that runs by itself. */
  stop(): void {
    this.pause();
    this.touch();
  }

  #play(): void {
    this.isPlaying = true;
    const step = (): void => {
      this.#lesson.forward();
      this.#timer = setTimeout(step, (PAUSE * SHARE[this.#lesson.granularity]) / this.speed);
    };
    step();
  }
}
