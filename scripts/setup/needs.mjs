// What a build and the tests need from the machine: how to see that it is there, and how to get it.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { chromiumPath, firefoxPath } from "../lib/browsers.mjs";
import { firstOf, outputOf, which } from "../lib/run.mjs";

/** Compares dotted versions by their numbers. */
function atLeast(version, least) {
  const [a, b] = [version, least].map((text) => text.split(".").map(Number));
  const different = b.findIndex((part, i) => part !== (a[i] ?? 0));
  return different < 0 || (a[different] ?? 0) > b[different];
}

const versionOf = (program) => /\d+\.\d+(\.\d+)?/.exec(outputOf(program, ["--version"]) ?? "")?.[0];

function hasVersion(program, least) {
  const version = versionOf(program);
  return version !== undefined && atLeast(version, least);
}

const headerFolders = [process.env.XSIMD_INCLUDE, "/usr/include", "/usr/local/include", "/opt/homebrew/include"];

/** The folder that holds xsimd/ 13 or newer, or null. */
export function xsimdFolder() {
  const isNewEnough = (folder) => {
    const config = path.join(folder, "xsimd/config/xsimd_config.hpp");
    return existsSync(config) && /XSIMD_VERSION_MAJOR\s+(\d+)/.exec(readFileSync(config, "utf8"))?.[1] >= 13;
  };
  return headerFolders.filter(Boolean).find(isNewEnough) ?? null;
}

/** The folder that holds GoogleTest's sources, or null. */
export const googletestFolder = () =>
  [process.env.GOOGLETEST, "/usr/src/googletest"].find((folder) => folder && existsSync(folder)) ?? null;

// `apt` names Debian's packages; `newer` marks those that Debian 12 (and others that use apt) may have only in a version
// that is too old, `debianOnly` those that others call something else. `elsewhere` says how to get it without apt.
const forBuild = [
  {
    name: "Emscripten 3.1.60 or newer (em++)",
    isMet: () => hasVersion("em++", "3.1.60"),
    apt: ["emscripten"],
    newer: true,
    elsewhere:
      "brew install emscripten, or git clone https://github.com/emscripten-core/emsdk && cd emsdk && ./emsdk install latest && ./emsdk activate latest && . ./emsdk_env.sh",
  },
  {
    name: "xsimd 13 or newer (C++ headers)",
    isMet: () => xsimdFolder() !== null,
    apt: ["libxsimd-dev"],
    newer: true,
    elsewhere:
      "brew install xsimd, or git clone https://github.com/xtensor-stack/xsimd and set XSIMD_INCLUDE to its folder include",
  },
  {
    name: "CMake 3.21 or newer",
    isMet: () => hasVersion("cmake", "3.21"),
    apt: ["cmake"],
    elsewhere: "brew install cmake, or your system's package cmake",
  },
  {
    name: "Ninja",
    isMet: () => which("ninja") !== null,
    apt: ["ninja-build"],
    elsewhere: "brew install ninja, or your system's package ninja",
  },
];

const hasChineseFont = () =>
  process.platform !== "linux" || Boolean(which("fc-list") && outputOf("fc-list", [":lang=zh", "family"]));

const forTests = [
  {
    name: "a C++20 compiler",
    isMet: () => firstOf(["c++", "g++", "clang++"]) !== null,
    apt: ["g++"],
    elsewhere: "xcode-select --install on macOS, or your system's package gcc-c++ or clang",
  },
  {
    name: "clang-format 19",
    isMet: () => firstOf(["clang-format-19"]) !== null || hasVersion("clang-format", "19"),
    apt: ["clang-format-19"],
    elsewhere: "brew install clang-format, or pip install clang-format==19.1.7",
  },
  {
    name: "GoogleTest (sources)",
    isMet: () => googletestFolder() !== null,
    apt: ["googletest"],
    elsewhere: "git clone https://github.com/google/googletest and set GOOGLETEST to that folder",
  },
  {
    name: "Chromium",
    isMet: () => chromiumPath() !== null,
    apt: ["chromium"],
    debianOnly: true,
    elsewhere: "brew install --cask chromium, or set CHROMIUM to its path",
  },
  {
    // The WebDriver BiDi of the long-term version before it lacks a command that puppeteer sends.
    name: "Firefox 153 or newer",
    isMet: () => firefoxPath() !== null && hasVersion(firefoxPath(), "153"),
    apt: ["firefox-esr"],
    debianOnly: true,
    elsewhere: "brew install --cask firefox, or set FIREFOX to its path",
  },
  {
    name: "a Chinese font",
    isMet: hasChineseFont,
    apt: ["fonts-noto-cjk", "fontconfig"],
    elsewhere: "your system's Noto Sans CJK package",
  },
];

const fuzzed = 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }';

/** A Clang that links libFuzzer (Apple's does not), or null. */
export const fuzzingClang = () =>
  ["clang++-19", "clang++"].map(which).find((program) => {
    const args = ["-fsanitize=fuzzer", "-x", "c++", "-", "-o", "/dev/null"];
    return program && spawnSync(program, args, { input: fuzzed }).status === 0;
  }) ?? null;

const forFuzz = [
  {
    name: "Clang with libFuzzer",
    isMet: () => fuzzingClang() !== null,
    apt: ["clang-19", "libclang-rt-19-dev"],
    elsewhere: "brew install llvm and put its folder bin first on the PATH, or your system's clang and compiler-rt",
  },
];

/** The needs that are not met yet. */
export const missingNeeds = ({ tests = false, fuzz = false }) =>
  [...forBuild, ...(tests ? forTests : []), ...(fuzz ? forFuzz : [])].filter((need) => !need.isMet());
