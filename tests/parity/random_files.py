"""A model's folder as the hub has them: config.json of other times and writers, files in parts, numbers of several types, names
that are older, tensors that nothing needs. What `before` changes, the installed transformers reads too; `after` is ours alone."""
import dataclasses
import json
import random

import torch
import transformers as t
from safetensors.torch import load_file, save_file

pick, chance = random.choice, lambda p: random.random() < p

OTHER_NAMES = {
    "gpt2": dict(n_embd="hidden_size", n_positions="max_position_embeddings", n_head="num_attention_heads", n_layer="num_hidden_layers"),
    "distilbert": dict(dim="hidden_size", n_heads="num_attention_heads", n_layers="num_hidden_layers"),
    "t5": dict(d_model="hidden_size", num_heads="num_attention_heads", num_layers="num_hidden_layers", d_kv="head_dim"),
    "bart": dict(d_model="hidden_size", encoder_layers="num_hidden_layers", encoder_attention_heads="num_attention_heads"),
}


def older_gemma(c, settings):
    c["rope_theta"], c["rope_local_base_freq"] = settings["full_attention"]["rope_theta"], settings["sliding_attention"]["rope_theta"]
    kind = settings["full_attention"]
    c["rope_scaling"] = None if kind["rope_type"] == "default" else {"rope_type": "linear", "factor": kind["factor"]}


def older_rope(c, settings):
    c["rope_theta"] = settings.pop("rope_theta")
    share = settings.pop("partial_rotary_factor", None)
    if share is not None:
        c["rotary_pct"], c["rotary_emb_base"] = share, c.pop("rope_theta")
    kind = settings.pop("rope_type")
    c["rope_scaling"] = None if kind == "default" else {pick(["type", "rope_type"]): kind} | settings


def older_layers(c):
    """Before `layer_types`: every n-th layer of Gemma sees everything."""
    types = c.pop("layer_types", None)
    if types is None or not c["model_type"].startswith("gemma3"):
        return
    pattern = next((n for n in (2, 3, 6) if types == ["full_attention" if i % n == 0 else "sliding_attention" for i in range(1, len(types) + 1)]), None)
    if pattern is None:
        c["layer_types"] = types
    else:
        c["sliding_window_pattern"] = pattern


def older(c):
    """config.json as libraries before version 5 wrote it."""
    settings = c.pop("rope_parameters", None)
    if settings:
        (older_gemma if "full_attention" in settings else older_rope)(c, settings)
    if "dtype" in c:
        c["torch_dtype"] = c.pop("dtype")
    older_layers(c)
    return c


def without_defaults(c):
    """What the library would put there itself need not stand there."""
    default = {field.name: field.default for field in dataclasses.fields(t.AutoConfig.for_model(c["model_type"]))}
    for key in list(c):
        if key in default and key not in ("model_type", "tie_word_embeddings") and default[key] == c[key] and chance(0.7):
            del c[key]
    return c


def with_other_names(c):
    for own, other in OTHER_NAMES.get(c["model_type"], {}).items():
        if own in c and chance(0.5):
            c[other] = c.pop(own)
    return c


def restyled(c):
    for change in (older, without_defaults, with_other_names):
        if chance(0.5):
            c = change(c)
    return c


def before(folder, model):
    file = folder / "config.json"
    c = json.loads(file.read_text())
    if "text_config" in c:
        c["text_config"] = restyled(c["text_config"])
        c.pop("dtype", None)
    else:
        c = restyled(c)
    # A head that its tensors tell of need not be named.
    if chance(0.15) and type(model).__name__.endswith(("Model", "ForMaskedLM", "ForCausalLM", "ForConditionalGeneration")) and not isinstance(model, t.T5EncoderModel):
        c.pop("architectures", None)
    file.write_text(json.dumps(c, indent=1))
    (folder / "generation_config.json").unlink(missing_ok=True)
    name = folder / "model.safetensors"
    if not name.exists():
        return
    tensors = load_file(name)
    prefix = model.base_model_prefix + "."
    if type(model).__name__.endswith(("ForMaskedLM", "LMHeadModel")) and chance(0.3):
        tensors = {k.removeprefix(prefix): v for k, v in tensors.items()}
    if chance(0.2):
        tensors = {k: v.to(getattr(torch, pick(["float32", "float16", "bfloat16"]))) for k, v in tensors.items()}
    save_file(tensors, name, {"format": "pt"})


UNUSED = {
    "bert": [("bert.embeddings.position_ids", torch.arange(48)[None]), ("bert.pooler.dense.weight", torch.ones(3, 3)), ("cls.seq_relationship.weight", torch.ones(2, 5))],
    "roberta": [("roberta.embeddings.position_ids", torch.arange(48)[None]), ("roberta.embeddings.token_type_ids", torch.zeros(1, 48, dtype=torch.int64))],
    "electra": [("electra.embeddings.position_ids", torch.arange(48)[None])],
    "distilbert": [("distilbert.embeddings.position_ids", torch.arange(48)[None])],
    "gpt2": [("transformer.h.0.attn.bias", torch.ones(1, 1, 48, 48, dtype=torch.uint8)), ("transformer.h.0.attn.masked_bias", torch.tensor(-1e4))],
    "gpt_neox": [("gpt_neox.layers.0.attention.bias", torch.ones(1, 1, 48, 48, dtype=torch.bool)), ("gpt_neox.layers.0.attention.masked_bias", torch.tensor(-1e9)), ("gpt_neox.layers.0.attention.rotary_emb.inv_freq", torch.ones(4))],
    "llama": [("model.layers.0.self_attn.rotary_emb.inv_freq", torch.ones(4)), ("model.rotary_emb.inv_freq", torch.ones(4)), ("model.layers.0.self_attn.rotary_emb.cos_cached", torch.ones(1, 1, 48, 4))],
    "t5": [("decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight", torch.ones(4, 4))],
    "bart": [("model.encoder.version", torch.tensor([2.0])), ("model.decoder.version", torch.tensor([2.0]))],
}
OWN_AND_TIED = {"lm_head.weight": ("transformer.wte.weight", "model.embed_tokens.weight", "model.shared.weight"), "embed_out.weight": ("gpt_neox.embed_in.weight",),
                "cls.predictions.decoder.weight": ("bert.embeddings.word_embeddings.weight",), "lm_head.decoder.weight": ("roberta.embeddings.word_embeddings.weight",)}


def with_tied(tensors, tied):
    """The one matrix of embeddings and head, stored twice or under the head's name alone."""
    for head, names in OWN_AND_TIED.items():
        own = next((name for name in names if name in tensors), None)
        # A head's own tensors beside the matrix tell that there is one.
        if not tied or own is None or head in tensors or ("decoder" in head and head.replace("decoder.weight", "bias") not in tensors):
            continue
        tensors[head] = tensors[own].clone()
        if chance(0.5):
            del tensors[own]
    return tensors


def after(folder, model):
    name = folder / "model.safetensors"
    if not name.exists():
        return
    tensors = load_file(name)
    model_type = model.config.model_type
    if chance(0.4):
        tensors = {k.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): v for k, v in tensors.items()}
    if chance(0.4):
        for key, value in UNUSED.get(model_type, []):
            tensors.setdefault(key, value)
    if model_type == "marian" and chance(0.5):  # as older libraries stored them
        for stack in ("encoder", "decoder"):
            tensors[f"model.{stack}.embed_positions.weight"] = getattr(model.model, stack).embed_positions.weight.detach()
    is_lm = type(model).__name__.endswith(("ForMaskedLM", "LMHeadModel", "ForCausalLM", "ForConditionalGeneration"))
    if chance(0.4) and model_type not in ("t5", "gemma3"):
        tensors = with_tied(tensors, is_lm and model.config.tie_word_embeddings)
    save_file({k: v.contiguous() for k, v in tensors.items()}, name, {"format": "pt"})
