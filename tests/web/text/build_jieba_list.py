#!/usr/bin/python3
"""Build jieba-list.json: the sentences of everyday-zh.txt as jieba segments them, the reference of segment-zh.test.ts.

Needs: pip install jieba==0.42.1 (or apt install python3-jieba)
Run:   python3 build_jieba_list.py        (in this folder)
"""
import json
from pathlib import Path

import jieba

HERE = Path(__file__).parent


def main():
    sentences = (HERE / "everyday-zh.txt").read_text(encoding="utf-8").split()
    lines = [json.dumps(jieba.lcut(sentence), ensure_ascii=False) for sentence in sentences]
    (HERE / "jieba-list.json").write_text("[\n  " + ",\n  ".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
