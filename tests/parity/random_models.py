#!/usr/bin/env python3
"""Tiny transformers with random settings, as many as asked, each with what the installed transformers computes from its files.

    python random_models.py OUT N SEED

OUT/<number>-<family>/ is a model's folder with golden.safetensors as in the fixtures: sizes, types of numbers, shared keys,
windows, RoPE, biases, heads and the style of the files (random_files.py) are drawn anew for every number.
"""
import os
import pathlib
import random
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
import transformers as t
from safetensors.torch import save_file

import random_files

t.logging.set_verbosity_error()
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
pick, chance = random.choice, lambda p: random.random() < p
N_POSITIONS = 72
ACTIVATIONS = ["gelu", "gelu", "gelu_new", "relu", "silu", "gelu_pytorch_tanh", "gelu_fast", "gelu_python", "gelu_python_tanh", "gelu_accurate", "quick_gelu", "swish", "tanh", "linear"]


def widen(model, seed):
    """Numbers wider than a new model's, so that attention is far from uniform and no bias is zero."""
    g = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=g)
            lower = name.lower()
            if p.dim() >= 2:
                is_table = any(k in lower for k in ("embed", "wte", "wpe", "shared", "relative_attention_bias"))
                p.copy_(noise * (0.7 if is_table else 1.4 / p.shape[-1] ** 0.5))
            elif ("norm" in lower or "ln_" in lower) and not name.endswith("bias"):
                p.copy_((0 if "gemma" in type(model).__name__.lower() else 1) + 0.2 * noise)
            else:
                p.copy_(0.2 * noise)
    model.tie_weights()


def width():
    """Of a head: odd, small, and as real models have it."""
    return pick([5, 7, 8, 12, 17, 32, 64])


def encoder_sizes():
    n_heads, head_dim = pick([1, 2, 3, 4]), width()
    return dict(vocab_size=random.randint(50, 140), hidden_size=n_heads * head_dim, num_hidden_layers=random.randint(1, 3),
                num_attention_heads=n_heads, intermediate_size=pick([random.randint(7, 70), 256]), max_position_embeddings=N_POSITIONS,
                hidden_act=pick(ACTIVATIONS), type_vocab_size=pick([1, 2, 3]),
                layer_norm_eps=pick([1e-12, 1e-5, 1e-3]), tie_word_embeddings=chance(0.7))


def labelled(kw):
    n = random.randint(1, 4)
    if "is_decoder" not in kw and "pad_token_id" not in kw and "d_model" not in kw:
        kw = kw | dict(pad_token_id=pick([None, 7]))
    return kw | dict(id2label={i: f"label {i}" for i in range(n)}, label2id={f"label {i}": i for i in range(n)})


def encoder(family, name, causal, extra=lambda: {}):
    def make():
        kw = encoder_sizes() | extra()
        head = pick(["Model", "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering", causal])
        kw |= dict(is_decoder=head == causal)
        config = getattr(t, f"{name}Config")(**(labelled(kw) if "Sequence" in head else kw))
        return getattr(t, name + head)(config)
    return family, make


def distilbert():
    kw = dict(vocab_size=random.randint(50, 140), dim=pick([1, 2, 3, 16]) * 12, n_layers=random.randint(1, 3), n_heads=pick([2, 3, 4]),
              hidden_dim=random.randint(7, 70), max_position_embeddings=N_POSITIONS, activation=pick(ACTIVATIONS),
              sinusoidal_pos_embds=chance(0.3), tie_word_embeddings=chance(0.7))
    head = pick(["Model", "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification"])
    return getattr(t, "DistilBert" + head)(t.DistilBertConfig(**(labelled(kw) if "Sequence" in head else kw)))


def gpt2():
    n_head = pick([1, 2, 3, 5])
    kw = dict(vocab_size=random.randint(50, 140), n_embd=n_head * width(), n_layer=random.randint(1, 3), n_head=n_head,
              n_positions=N_POSITIONS, n_inner=pick([None, 33]), activation_function=pick(["gelu_new"] + ACTIVATIONS), reorder_and_upcast_attn=chance(0.2),
              scale_attn_weights=chance(0.7), scale_attn_by_inverse_layer_idx=chance(0.4), tie_word_embeddings=chance(0.7))
    cls = pick([t.GPT2LMHeadModel, t.GPT2LMHeadModel, t.GPT2ForSequenceClassification, t.GPT2ForTokenClassification, t.GPT2Model])
    return cls(t.GPT2Config(**(labelled(kw) if "Sequence" in cls.__name__ else kw)))


def rope(head_dim, share=None):
    kind = pick(["default", "default", "linear", "llama3", "dynamic"])
    if kind == "dynamic" and head_dim * (share or 1) <= 2:  # the library divides by the components − 2
        kind = "default"
    settings = dict(rope_type=kind, rope_theta=pick([100.0, 10000.0, 5e5]))
    if kind != "default":
        settings["factor"] = pick([1.5, 4.0, 8.0])
    if kind == "llama3":
        settings |= dict(low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=pick([16, 64]))
        if chance(0.2):
            del settings["original_max_position_embeddings"]
    if share is not None:
        settings["partial_rotary_factor"] = share
    return settings


def gpt_neox():
    head_dim, n_heads = pick([8, 16, 24, 64]), pick([1, 2, 3])
    share = pick([0.25, 0.5, 1.0])
    kw = dict(vocab_size=random.randint(50, 140), hidden_size=n_heads * head_dim, num_hidden_layers=random.randint(1, 3),
              num_attention_heads=n_heads, intermediate_size=random.randint(7, 70), max_position_embeddings=N_POSITIONS,
              hidden_act=pick(ACTIVATIONS), use_parallel_residual=chance(0.6), attention_bias=chance(0.7),
              tie_word_embeddings=chance(0.3), rope_parameters=rope(head_dim, share))
    cls = pick([t.GPTNeoXForCausalLM, t.GPTNeoXForCausalLM, t.GPTNeoXForSequenceClassification, t.GPTNeoXForTokenClassification, t.GPTNeoXModel])
    return cls(t.GPTNeoXConfig(**(labelled(kw) if "Sequence" in cls.__name__ else kw)))


def llama_sizes():
    n_kv, groups = pick([1, 2, 3]), pick([1, 2, 3])
    return dict(vocab_size=random.randint(50, 140), hidden_size=n_kv * groups * pick([4, 6, 10]), num_hidden_layers=random.randint(1, 4),
                num_attention_heads=n_kv * groups, num_key_value_heads=n_kv, head_dim=pick([6, 10, 16, 64, 128]),
                intermediate_size=random.randint(7, 70), max_position_embeddings=N_POSITIONS, rms_norm_eps=pick([1e-6, 1e-5]),
                hidden_act=pick(["silu", "silu"] + ACTIVATIONS), tie_word_embeddings=chance(0.4))


def llama_like(name, extra):
    def make():
        kw = llama_sizes()
        kw |= dict(rope_parameters=rope(kw["head_dim"])) | extra(kw)
        head = pick(["ForCausalLM", "ForCausalLM", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering", "Model"])
        config = getattr(t, f"{name}Config")(**(labelled(kw) if "Sequence" in head else kw))
        return getattr(t, name + head)(config)
    return make


def window():
    return pick([random.randint(1, 9), random.randint(10, 60), 4096])


def windows(kw):
    return pick([{}, dict(use_sliding_window=True, sliding_window=window(), max_window_layers=random.randint(0, kw["num_hidden_layers"]))])


def without_head_dim(kw):
    """Qwen 2 has none: it follows from the width."""
    kw["hidden_size"] = kw["num_attention_heads"] * kw.pop("head_dim")
    return windows(kw)


def usual_heads(kw, n, n_kv):
    """As many as config.json needs not say."""
    if chance(0.2):
        kw |= dict(num_attention_heads=n, num_key_value_heads=n_kv, hidden_size=n * 4)


def gemma_kw():
    kw = llama_sizes()
    n, pattern = kw["num_hidden_layers"], pick([None, 2, 3, 6])
    usual_heads(kw, 8, 4)
    if chance(0.2):
        kw["head_dim"] = 256
    kw |= dict(hidden_activation=pick(["gelu_pytorch_tanh"] + ACTIVATIONS), sliding_window=window(), query_pre_attn_scalar=pick([8, 24, 50]),
               attention_bias=chance(0.3), layer_types=[pick(["sliding_attention", "full_attention"]) for _ in range(n)],
               final_logit_softcapping=pick([None, 5.0]), attn_logit_softcapping=pick([None, 4.0]), tie_word_embeddings=chance(0.8))
    kw.pop("hidden_act")
    kw["rope_parameters"] = dict(full_attention=dict(rope_type="default", rope_theta=1e6), sliding_attention=dict(rope_type="default", rope_theta=1e4))
    if pattern is not None:
        kw["layer_types"] = ["sliding_attention" if i % pattern else "full_attention" for i in range(1, n + 1)]
    if chance(0.4):
        kw["rope_parameters"]["full_attention"] |= dict(rope_type="linear", factor=8.0)
    return kw


def gemma3_text():
    if chance(0.2):  # no text here reaches beyond such windows
        return t.Gemma3TextModel(t.Gemma3TextConfig(**(gemma_kw() | dict(use_bidirectional_attention=True, sliding_window=pick([160, 512])))))
    cls = pick([t.Gemma3ForCausalLM, t.Gemma3ForCausalLM, t.Gemma3TextModel, t.Gemma3TextForSequenceClassification])
    return cls(t.Gemma3TextConfig(**(labelled(gemma_kw()) if "Sequence" in cls.__name__ else gemma_kw())))


def gemma3():
    vision = dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8, image_size=16, patch_size=8)
    kw = gemma_kw() | dict(tie_word_embeddings=True)
    cls = pick([t.Gemma3ForConditionalGeneration, t.Gemma3ForConditionalGeneration, t.Gemma3ForSequenceClassification])
    labels = labelled({}) if "Sequence" in cls.__name__ else {}
    return cls(t.Gemma3Config(text_config=kw, vision_config=vision, mm_tokens_per_image=4, tie_word_embeddings=True, **labels))


def t5():
    n_buckets = pick([8, 32, 10])
    kw = dict(vocab_size=random.randint(50, 140), d_model=pick([20, 33, 48]), d_kv=pick([5, 8, 12]), d_ff=random.randint(7, 70), num_layers=random.randint(1, 3),
              num_decoder_layers=random.randint(1, 3), num_heads=pick([1, 3, 4]), feed_forward_proj=pick(["relu", "gated-gelu", "gated-silu", "gelu", "gelu_new", "gated-gelu_new", "gated-relu"]),
              relative_attention_num_buckets=n_buckets, relative_attention_max_distance=pick([20, 128]), tie_word_embeddings=chance(0.5), decoder_start_token_id=0)
    cls = pick([t.T5ForConditionalGeneration, t.T5ForConditionalGeneration, t.T5ForSequenceClassification, t.T5EncoderModel, t.T5ForTokenClassification])
    return cls(t.T5Config(**(labelled(kw) if "Sequence" in cls.__name__ else kw)))


def seq2seq_sizes():
    d = pick([24, 36, 132])
    return dict(vocab_size=random.randint(60, 140), d_model=d, encoder_layers=random.randint(1, 3), decoder_layers=random.randint(1, 3),
                encoder_attention_heads=pick([2, 3, 4]), decoder_attention_heads=pick([2, 3, 4]), encoder_ffn_dim=random.randint(7, 70),
                decoder_ffn_dim=random.randint(7, 70), max_position_embeddings=N_POSITIONS, activation_function=pick(ACTIVATIONS),
                scale_embedding=chance(0.5), forced_eos_token_id=None, tie_word_embeddings=chance(0.8))


def bart():
    kw = seq2seq_sizes()
    cls = pick([t.BartForConditionalGeneration, t.BartForConditionalGeneration, t.BartForSequenceClassification])
    return cls(t.BartConfig(**(labelled(kw) if "Sequence" in cls.__name__ else kw)))


def marian():
    kw = seq2seq_sizes()
    last = kw["vocab_size"] - 1
    kw |= dict(pad_token_id=last, decoder_start_token_id=last, eos_token_id=0, bos_token_id=None)
    if chance(0.2):  # an odd width: one sine more than cosines
        kw |= dict(d_model=45, encoder_attention_heads=3, decoder_attention_heads=5)
    if chance(0.2):
        kw |= dict(share_encoder_decoder_embeddings=False, decoder_vocab_size=kw["vocab_size"] + pick([0, 7, 30]))
    return t.MarianMTModel(t.MarianConfig(**kw))


FAMILIES = dict([
    encoder("bert", "Bert", "LMHeadModel"),
    encoder("roberta", "Roberta", "ForCausalLM", lambda: dict(pad_token_id=pick([0, 1, 3]))),
    encoder("xlm-roberta", "XLMRoberta", "ForCausalLM", lambda: dict(pad_token_id=1)),
    encoder("camembert", "Camembert", "ForCausalLM", lambda: dict(pad_token_id=1)),
    encoder("electra", "Electra", "ForCausalLM", lambda: dict(embedding_size=pick([8, 20, 31, 128]))),
    ("distilbert", distilbert),
    ("gpt2", gpt2),
    ("gpt_neox", gpt_neox),
    ("llama", llama_like("Llama", lambda kw: dict(attention_bias=chance(0.4), mlp_bias=chance(0.4)))),
    ("mistral", llama_like("Mistral", lambda kw: usual_heads(kw, 16, 8) or dict(sliding_window=pick([None, window()])))),
    ("qwen2", llama_like("Qwen2", without_head_dim)),
    ("qwen3", llama_like("Qwen3", lambda kw: dict(attention_bias=chance(0.4)) | windows(kw))),
    ("gemma3_text", gemma3_text),
    ("gemma3", gemma3),
    ("t5", t5),
    ("bart", bart),
    ("marian", marian),
])


def is_both(model):
    """An encoder and a decoder: T5 without its decoder has a config.json that speaks of both."""
    return model.config.is_encoder_decoder and not isinstance(model, (t.T5EncoderModel, t.T5ForTokenClassification))


def inputs_of(model):
    config = model.config
    text = config.get_text_config()
    n = pick([random.randint(1, 24), random.randint(20, 70), N_POSITIONS - 4])
    ids = torch.randint(3, text.vocab_size - 3, (1, n))
    if type(text).__name__ in ("RobertaConfig", "XLMRobertaConfig", "CamembertConfig") and chance(0.3):
        ids[0, random.randrange(n)] = text.pad_token_id  # it has no position of its own
    kw = dict(input_ids=ids)
    if type(model).__name__.endswith("ForSequenceClassification") and text.pad_token_id is not None and chance(0.5):
        ids[0, random.randrange(n):] = text.pad_token_id  # a decoder's labels are read before these
    if getattr(text, "type_vocab_size", 0) > 1:
        kw["token_type_ids"] = torch.randint(0, text.type_vocab_size, (1, n))
    if is_both(model) and type(model).__name__.endswith("ForSequenceClassification"):
        ids[0, -1] = config.eos_token_id  # the decoder reads the text again, up to here
    elif is_both(model):
        start = torch.tensor([[config.decoder_start_token_id]])
        n_written = getattr(text, "decoder_vocab_size", None) or text.vocab_size
        kw["decoder_input_ids"] = torch.cat([start, torch.randint(3, n_written - 3, (1, pick([random.randint(0, 12), 40])))], 1)
    return kw


def greedy(model, kw):
    """The next ids by whole passes; none of them where two are about as likely."""
    key = "decoder_input_ids" if is_both(model) else "input_ids"
    prompt = current = kw[key][:, :5]
    for _ in range(6):
        more = {"token_type_ids": torch.zeros_like(current)} if "token_type_ids" in kw else {}
        with torch.no_grad():
            logits = model(**(kw | more | {key: current})).logits[0, -1]
        first, second = logits.topk(2).values
        if first - second < 1e-3:
            break
        current = torch.cat([current, logits.argmax().view(1, 1)], 1)
    return prompt[0], current[0, prompt.shape[1]:]


def golden(model, kw):
    with torch.no_grad():
        o = model(output_attentions=True, output_hidden_states=True, **kw)
    kinds = (("encoder", "encoder_attentions"), ("decoder", "decoder_attentions"), ("cross", "cross_attentions"))
    r = {key: value[0] for key, value in kw.items()}
    for kind, field in kinds if is_both(model) else (("attention", "attentions"),):
        r |= {f"{kind}.{layer}": weights[0] for layer, weights in enumerate(o[field])}
    r["hidden.last"] = (o.decoder_hidden_states if is_both(model) else o.hidden_states)[-1][0]
    if "logits" in o and not type(model).__name__.endswith("ForTokenClassification"):
        r["logits"] = o.logits[0]
    if type(model).__name__.endswith(("LMHeadModel", "ForCausalLM", "ForConditionalGeneration")):
        r["greedy_prompt"], r["greedy"] = greedy(model, kw)
    return {k: v.contiguous().to(torch.float32 if v.is_floating_point() else torch.int32) for k, v in r.items()}


def make(out, number, seed):
    random.seed(seed + number)
    torch.manual_seed(seed + number)
    family = list(FAMILIES)[number % len(FAMILIES)]
    model = FAMILIES[family]().eval()
    widen(model, seed + number)
    folder = out / f"{number}-{family}"
    size = pick(["50GB", "50GB", "20KB"])
    model.to(getattr(torch, pick(["float32", "float16", "bfloat16"]))).save_pretrained(folder, max_shard_size=size)
    random_files.before(folder, model)
    loaded = type(model).from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    save_file(golden(loaded, inputs_of(loaded)), folder / "golden.safetensors")
    random_files.after(folder, loaded)


if __name__ == "__main__":
    out, n, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    for number in range(n):
        make(out, number, seed)
    print(t.__version__)
