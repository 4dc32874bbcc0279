#!/usr/bin/env python3
"""What the installed transformers computes from a model's folder, in the form of the fixtures' golden.safetensors.

    python live.py FOLDER GOLDEN OUT

GOLDEN says which ids are asked; everything is float32 on one thread, from the file as from_pretrained() reads it.
"""
import sys

import torch
import transformers as t
from safetensors.torch import load_file, save_file

folder, golden, out = sys.argv[1:]
torch.set_num_threads(1)
g = load_file(golden)
config = t.AutoConfig.from_pretrained(folder)
name = (config.architectures or ["AutoModel"])[0]
model = getattr(t, name).from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
ids = g["input_ids"].long()[None]
kw = {k: g[k].long()[None] for k in ("token_type_ids", "decoder_input_ids") if k in g}
r = {k: g[k] for k in ("input_ids", "token_type_ids", "decoder_input_ids") if k in g}
with torch.no_grad():
    o = model(input_ids=ids, output_attentions=True, output_hidden_states=True, **kw)
    kinds = (("encoder", "encoder_attentions"), ("decoder", "decoder_attentions"), ("cross", "cross_attentions"))
    for kind, field in kinds if config.is_encoder_decoder else (("attention", "attentions"),):
        for layer, weights in enumerate(o[field]):
            r[f"{kind}.{layer}"] = weights[0]
    r["hidden.last"] = (o.decoder_hidden_states if config.is_encoder_decoder else o.hidden_states)[-1][0]
    if "logits" in o:
        r["logits"] = o.logits[0]
    if "greedy" in g:
        start = current = g["greedy_prompt"].long()[None]
        for _ in range(len(g["greedy"])):
            inputs = dict(input_ids=ids, decoder_input_ids=current) if config.is_encoder_decoder else dict(input_ids=current)
            current = torch.cat([current, model(**inputs).logits[0, -1].argmax().view(1, 1)], 1)
        r["greedy_prompt"], r["greedy"] = start[0], current[0, start.shape[1]:]
whole = {k: v.contiguous().to(torch.float32 if v.is_floating_point() else torch.int32) for k, v in r.items()}
save_file(whole, out)
print(t.__version__)
