# Toolchain file: hands over to the one of the Emscripten that is on the PATH.
find_program(EM_CONFIG em-config REQUIRED)
execute_process(COMMAND ${EM_CONFIG} EMSCRIPTEN_ROOT OUTPUT_VARIABLE emscripten_root
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

# Where setup found Emscripten's Binaryen too old it put another beside: for the checks of this configuration, and for links.
get_filename_component(binaryen_root "${CMAKE_CURRENT_LIST_DIR}/../build/toolchain/binaryen" ABSOLUTE)
if(EXISTS "${binaryen_root}")
  set(ENV{EM_BINARYEN_ROOT} "${binaryen_root}")
  set(CMAKE_CXX_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env "EM_BINARYEN_ROOT=${binaryen_root}")
endif()

include("${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake")
