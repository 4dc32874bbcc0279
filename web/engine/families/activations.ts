/** The names that config.json has for activations. */
import type { Activation } from "../model-description.ts";
import type { Config } from "./config.ts";

const known: Readonly<Record<string, Activation>> = {
  gelu: "gelu",
  gelu_python: "gelu",
  gelu_new: "gelu_tanh",
  gelu_fast: "gelu_tanh",
  gelu_pytorch_tanh: "gelu_tanh",
  gelu_accurate: "gelu_tanh",
  gelu_python_tanh: "gelu_tanh",
  quick_gelu: "quick_gelu",
  silu: "silu",
  swish: "silu",
  relu: "relu",
  tanh: "tanh",
  linear: "none",
};

/** @throws AttentionError `bad_model` that lists the known ones */
export function activationOf(config: Config, name: string, fallback: string): Activation {
  return activationNamed(config, name, config.text(name, fallback));
}

/** @param name where in config.json the word `found` stands */
export function activationNamed(config: Config, name: string, found: string): Activation {
  const activation = Object.hasOwn(known, found) ? known[found] : undefined;
  if (activation === undefined) throw config.fail(name, `one of ${Object.keys(known).join(", ")}`);
  return activation;
}
