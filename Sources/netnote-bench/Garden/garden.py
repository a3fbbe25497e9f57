#!/usr/bin/env python3
"""Publishes the same generated notes with netnote and with hugo, side by side, and prints the seconds and megabytes.

    Sources/netnote-bench/Garden/garden.py .build/release/netnote [COUNT...]

The notes have front matter, headings, prose in two languages, links to each other, lists, tables and code, and no cells.
Hugo renders them with templates that make the same kinds of pages: notes, a front page, and a page per tag. Figures are the
best of three runs; a cold run begins without any output or state.
"""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

TAGS = "docker nat iptables routing bridge conntrack dns tcp arp mtu vlan firewall namespace ping curl".split()
ENGLISH = """the packet leaves the interface and meets a rule of the chain before the routing decision sends it through the
bridge to a container whose address was translated by connection tracking""".split()
CHINESE = "容器得到一个地址默认网关是网桥的地址数据包在路由之前被改写然后转发规则没有命中于是继续查找下一条链直到策略决定去留"


def note(number, count, target):
    dice = random.Random(number)
    words = lambda length: " ".join(dice.choice(ENGLISH) for _ in range(length))
    signs = lambda length: "".join(dice.choice(CHINESE) for _ in range(length))
    link = lambda text: f"[{text}]({target(dice.randrange(count))})"
    lines = ["---", f"title: Note {number} on {words(3)}",
             f"date: {2015 + number % 10}-{1 + number % 12:02d}-{1 + number % 28:02d}",
             "tags: [%s]" % ", ".join(dice.sample(TAGS, 3)), f"summary: {words(12)}", "---", ""]
    for section in range(5):
        lines += [f"## {words(4)} {section}", ""]
        for _ in range(2):
            lines += [f"{words(25)} **{words(3)}** `ip route {dice.randrange(255)}` *{words(2)}* {link(words(2))} {words(20)}.", ""]
        lines += [f"{signs(40)}，**{signs(6)}。**{signs(30)}。`iptables -L`，{signs(20)}。{link(signs(4))}", ""]
        if section == 1:
            lines += [f"- {words(8)}" for _ in range(3)] + [""]
        if section == 2:
            lines += ["| a | b | c |", "| --- | --- | --- |"]
            lines += [f"| {words(2)} | {words(2)} | {words(3)} |" for _ in range(5)] + [""]
        if section == 3:
            lines += ["```sh", "ip route show", "iptables -t nat -L -n", "```", ""]
        if section == 4:
            lines += ["> " + words(14), ""]
    return "\n".join(lines)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def gardens(root, count):
    for number in range(count):
        write(f"{root}/netnote/Notebooks/note-{number}.md", note(number, count, lambda n: f"note-{n}.md"))
        write(f"{root}/hugo/content/note-{number}.md", note(number, count, lambda n: f"/note-{n}/"))
    write(f"{root}/netnote/Site/site.yml", "title: G\nbaseURL: https://example.org/\n")
    write(f"{root}/hugo/config.toml", 'baseURL = "https://example.org/"\ntitle = "G"\n[taxonomies]\ntag = "tags"\n')
    head = ('<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title><link rel="canonical" '
            'href="{{.Permalink}}"></head><body><main>%s</main></body></html>')
    entry = '{{range .Pages}}<li><a href="{{.RelPermalink}}">{{.Title}}</a> {{.Date.Format "2006-01-02"}}</li>{{end}}'
    layouts = f"{root}/hugo/layouts"
    write(f"{layouts}/_default/single.html", head % ("<h1>{{.Title}}</h1>{{.TableOfContents}}{{.Content}}"
          '{{range .GetTerms "tags"}}<a href="{{.RelPermalink}}">{{.LinkTitle}}</a>{{end}}'))
    write(f"{layouts}/_default/list.html", head % f"<ul>{entry}</ul>")
    write(f"{layouts}/index.html", head % "<ul>{{range first 15 .Site.RegularPages}}<li><a href=\"{{.RelPermalink}}\">{{.Title}}</a></li>{{end}}</ul>")


def measure(command, folder, state, prepare=lambda: None, runs=3):
    best = None
    for _ in range(runs):
        prepare()
        environment = dict(os.environ, NETNOTE_CACHE_DIR=state)
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        if status != 0:
            sys.exit(f"{command[0]} ended with status {status}")
        if best is None or seconds < best[0]:
            best = (seconds, usage.ru_maxrss / 1024)
    return best


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    netnote = os.path.abspath(sys.argv[1])
    counts = [int(text) for text in sys.argv[2:]] or [1000, 10000]
    print("| notes | netnote, cold | hugo, cold | ratio | netnote, nothing changed | one note changed |")
    print("| --- | --- | --- | --- | --- | --- |")
    for count in counts:
        with tempfile.TemporaryDirectory() as root:
            gardens(root, count)
            state, garden = f"{root}/state", f"{root}/netnote"
            publish = [netnote, "publish", "--quiet"]

            def clear():
                for path in [state, garden + "/_site"]:
                    shutil.rmtree(path, ignore_errors=True)

            time.sleep(0.3)
            cold = measure(publish, garden, state, clear)
            hugo = measure(["hugo", "--quiet"], f"{root}/hugo", state,
                           lambda: shutil.rmtree(f"{root}/hugo/public", ignore_errors=True)) if shutil.which("hugo") else None
            same = measure(publish, garden, state)
            edits = iter(range(3))

            def edit():
                with open(f"{garden}/Notebooks/note-7.md", "a") as file:
                    file.write(f"\nOne more line: {next(edits)}.\n")

            changed = measure(publish, garden, state, edit)
            show = lambda figure: f"{figure[0]:.2f} s, {figure[1]:.0f} MB"
            ratio = f"{hugo[0] / cold[0]:.1f}" if hugo else ""
            print(f"| {count:,} | {show(cold)} | {show(hugo) if hugo else ''} | {ratio} | {same[0]:.2f} s | {changed[0]:.2f} s |",
                  flush=True)


main()
