#pragma once

/// A function that the bench calls by its own name.
#define ATTN_BENCH_EXPORT(name) extern "C" __attribute__((export_name(#name), used, noinline))
