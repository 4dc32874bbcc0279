# What every target of ours is compiled with. The same input must give the same bits on every target: no fused
# multiply-add (but with ATTN_FAST), 128-bit lanes (no -march flag), and nothing that lets the compiler reorder floating
# point.
add_library(attn_options INTERFACE)
target_compile_options(attn_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  $<$<BOOL:${ATTN_WARNINGS_AS_ERRORS}>:-Werror>
  -ffp-contract=off -fno-exceptions -fno-rtti)

if(EMSCRIPTEN)
  target_compile_options(attn_options INTERFACE -msimd128 $<$<BOOL:${ATTN_FAST}>:-mrelaxed-simd>)
endif()

# For what is downloaded more often than it is waited for.
set(attn_small $<$<CONFIG:Release>:$<IF:$<PLATFORM_ID:Emscripten>,-Oz,-Os>>)

if(ATTN_FAST OR ATTN_TALL_TILES)
  target_compile_definitions(attn_options INTERFACE ATTN_TALL_TILES)
endif()

if(ATTN_THREADS)
  target_compile_definitions(attn_options INTERFACE ATTN_THREADS)
  target_compile_options(attn_options INTERFACE -pthread)
  target_link_options(attn_options INTERFACE -pthread)
endif()

if(ATTN_EMULATED_SIMD)
  target_compile_definitions(attn_options INTERFACE XSIMD_WITH_EMULATED=1 "XSIMD_DEFAULT_ARCH=emulated<128>")
endif()

if(ATTN_SANITIZE)
  set(sanitizers -fsanitize=address,undefined -fno-sanitize=vptr)  # the vptr check needs RTTI
  add_compile_options(${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(${sanitizers})
endif()

if(ATTN_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(ATTN_SANITIZE_THREADS)
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
endif()

# xsimd's headers alone (scripts/setup/toolchain.mjs puts them there): all of /usr/include would hide Emscripten's own.
find_path(XSIMD_INCLUDE xsimd/xsimd.hpp PATHS ${PROJECT_SOURCE_DIR}/build/toolchain/include
  NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
add_library(xsimd INTERFACE)
target_include_directories(xsimd SYSTEM INTERFACE ${XSIMD_INCLUDE})
