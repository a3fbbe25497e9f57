#!/usr/bin/env python3
"""Publishes the same generated notes with netnote and with hugo, side by side, and prints the seconds and megabytes.

    Sources/netnote-bench/Garden/garden.py .build/release/netnote [COUNT...]

The notes have front matter, headings, prose in two languages, links to each other, lists, tables and code, and no cells.
Hugo renders them with templates that make the same kinds of pages: notes with their contents and five related ones, a front
page, a page per tag, and one file that a search could read. Backlinks, which netnote makes too, are measured apart, as gardens
made with Hugo have them: each page looks through all others, so only up to a thousand notes. What netnote does besides has no
counterpart: the sentences round the links, an index for the search, previews, share pictures, the check of every link. Figures
are the best of three runs, or of one with more than a thousand notes; a cold run begins without any output or state, in a
folder of its own.
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
    write(f"{root}/hugo/config.toml", 'baseURL = "https://example.org/"\ntitle = "G"\n[taxonomies]\ntag = "tags"\n'
          '[outputs]\nhome = ["HTML", "RSS", "JSON"]\n'
          '[related]\nthreshold = 0\nincludeNewer = true\n[[related.indices]]\nname = "tags"\nweight = 100\n')
    head = ('<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title><link rel="canonical" '
            'href="{{.Permalink}}"></head><body><main>%s</main></body></html>')
    entry = '{{range .Pages}}<li><a href="{{.RelPermalink}}">{{.Title}}</a> {{.Date.Format "2006-01-02"}}</li>{{end}}'
    single = ("<h1>{{.Title}}</h1>{{.TableOfContents}}{{.Content}}"
              '<ul>{{range first 5 (.Site.RegularPages.Related .)}}<li><a href="{{.RelPermalink}}">{{.Title}}</a></li>{{end}}</ul>'
              '{{range .GetTerms "tags"}}<a href="{{.RelPermalink}}">{{.LinkTitle}}</a>{{end}}')
    backlinks = ('{{$link := printf "(%s)" .RelPermalink}}<ul>{{range .Site.RegularPages}}{{if in .RawContent $link}}'
                 '<li><a href="{{.RelPermalink}}">{{.Title}}</a></li>{{end}}{{end}}</ul>')
    for layouts, page in [("layouts", single), ("layouts-backlinks", single + backlinks)]:
        write_layouts(f"{root}/hugo/{layouts}", head, entry, page)


def write_layouts(layouts, head, entry, single):
    """Hugo's templates: of the search's file, a note, a list, and the front page."""
    write(f"{layouts}/index.json", '[{{range $number, $page := .Site.RegularPages}}{{if $number}},{{end}}'
          '{{dict "title" $page.Title "url" $page.RelPermalink "tags" $page.Params.tags "text" $page.Plain | jsonify}}{{end}}]')
    write(f"{layouts}/_default/single.html", head % single)
    write(f"{layouts}/_default/list.html", head % f"<ul>{entry}</ul>")
    write(f"{layouts}/index.html", head % "<ul>{{range first 15 .Site.RegularPages}}<li><a href=\"{{.RelPermalink}}\">{{.Title}}</a></li>{{end}}</ul>")


def measure(command, folder, state, prepare=lambda: None, runs=3, **variables):
    """The best of some runs; in the command, {} stands for the run's number."""
    best = None
    for run in range(runs):
        prepare()
        environment = dict(os.environ, NETNOTE_CACHE_DIR=state.format(run), **variables)
        words = [word.format(run) for word in command]
        begin = time.perf_counter()
        process = subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        if status != 0:
            sys.exit(f"{words[0]} ended with status {status}")
        if best is None or seconds < best[0]:
            best = (seconds, usage.ru_maxrss / 1024)
    return best


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    netnote = os.path.abspath(sys.argv[1])
    counts = [int(text) for text in sys.argv[2:]] or [1000, 10000]
    print("| notes | netnote, cold | hugo | ratio | with backlinks | ratio | netnote, nothing changed | one note changed |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for count in counts:
        with tempfile.TemporaryDirectory() as root:
            gardens(root, count)
            state, garden = f"{root}/state", f"{root}/netnote"
            publish = [netnote, "publish", "--quiet", "--output"]
            cold = measure(publish + ["_site{}"], garden, state + "{}")
            is_large = count > 1000
            command, has_hugo = ["hugo", "--quiet", "--destination"], shutil.which("hugo")
            hugo = measure(command + ["public{}"], f"{root}/hugo", state, runs=1 if is_large else 3) \
                if has_hugo else None
            linked = measure(command + ["linked{}"], f"{root}/hugo", state, HUGO_LAYOUTDIR="layouts-backlinks") \
                if has_hugo and not is_large else None
            publish, state = publish + ["_site0"], state + "0"
            same = measure(publish, garden, state)
            edits = iter(range(3))

            def edit():
                with open(f"{garden}/Notebooks/note-7.md", "a") as file:
                    file.write(f"\nOne more line: {next(edits)}.\n")

            changed = measure(publish, garden, state, edit)
            show = lambda figure: f"{figure[0]:.2f} s, {figure[1]:.0f} MB"
            against = lambda figure: f"{show(figure)} | {figure[0] / cold[0]:.1f}" if figure else " | "
            print(f"| {count:,} | {show(cold)} | {against(hugo)} | {against(linked)} | {same[0]:.2f} s | {changed[0]:.2f} s |",
                  flush=True)


main()
