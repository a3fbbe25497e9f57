import Testing

@testable import Tools

/// Lines and what Debian 12's coreutils, grep, sed and awk print for them.
@Test(arguments: [
  ("printf 'a\\nb\\nab\\n' | grep -c a", "2\n"),
  ("printf 'a1\\nb2\\n' | grep -on '[0-9]'", "1:1\n2:2\n"),
  ("printf '1\\n2\\n3\\n4\\n5\\n6\\n' | grep -A1 -e 2 -e 5", "2\n3\n--\n5\n6\n"),
  ("printf 'inet 1\\ninet6 2\\n' | grep -w inet", "inet 1\n"),
  ("printf '10\\n9\\n10\\n' | sort -n | uniq -c", "      1 9\n      2 10\n"),
  ("printf 'b 2\\na 10\\n' | sort -k2 -n -r", "a 10\nb 2\n"),
  ("echo a:b:c | cut -d: -f2-", "b:c\n"),
  ("echo hello | tr a-y b-z; echo aabb | tr -s a; echo a1b2 | tr -d 0-9", "ifmmp\nabb\nab\n"),
  ("seq 5 | head -n 2; seq 5 | tail -n 2; seq 5 | tail -n +4; yes | head -n 1", "1\n2\n4\n5\n4\n5\ny\n"),
  (
    "printf abc | md5sum; printf abc | sha1sum; seq 500 | cksum",
    "900150983cd24fb0d6963f7d28e17f72  -\na9993e364706816aba3e25717850c26c9cd0d89d  -\n2064939059 1892\n"
  ),
  (
    "printf abc | sha256sum",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\n"
  ),
  (
    "seq 4 > o; printf '1\\n3\\n4\\n5\\n' > n; diff o n; cmp o n; cmp -s o o && echo same",
    "2d1\n< 2\n4a4\n> 5\no n differ: byte 3, line 2\nsame\n"
  ),
  (
    "mkdir -p d/e; echo x > d/e/f; find d -type f; find d -maxdepth 1; stat -c '%n %s %a' d/e/f",
    "d/e/f\nd\nd/e\nd/e/f 2 644\n"
  ),
  ("head -c 3 /dev/zero | wc -c; dd if=/dev/zero bs=1k count=2 status=none | wc -c", "3\n2048\n"),
  (
    "date -u -d '2024-02-29 12:00' +%s; date -d @0 +%F; uname -sm",
    "1709208000\n1970-01-01\nLinux x86_64\n"
  ),
  ("seq 3 | wc -l; echo a b | wc", "3\n      1       2       4\n"),
  ("echo 'x: inet 1' | sed 's/.*: //; s/\\([a-z]*\\) \\(.\\)/\\2-\\1/'", "1-inet\n"),
  ("seq 5 | sed -n '2,3p;$p'; seq 3 | sed '2d;s/3/&&/'", "2\n3\n5\n1\n33\n"),
  ("echo 'a b c' | awk '{print $2, NF}'", "b 3\n"),
  ("seq 4 | awk '{s+=$1} END {print s; printf \"%.2f\\n\", s/4}'", "10\n2.50\n"),
  ("echo a:b | awk -F: '/a/ {gsub(/b/, \"[&]\"); print $2 \"-\" $1}'", "[b]-a\n"),
  ("seq 6 | awk '/2/ {getline; print} /5/ {getline line; print line, NR}'", "3\n6 6\n"),
  ("seq 3 | awk 'BEGIN {while ((getline line) > 0) n += line; print n, NR}'", "6 3\n"),
  ("printf 'a 1\\nb 2\\na 3\\n' | awk '{n[$1]+=$2} END {for (k in n) print k, n[k]}'", "a 4\nb 2\n"),
  (
    "awk 'BEGIN {for (i=0; i<3; i++) if (i != 1) print i; print length(\"abc\") > 2 ? 1 : 0}' 2>&1 | head -n 0",
    ""
  ),
  ("echo 1 2 3 | xargs -n 2 echo x; seq 2 | xargs -I{} echo '<{}>'", "x 1 2\nx 3\n<1>\n<2>\n"),
  ("mkdir d; touch d/b d/a; ls d | cat; cp d/a e; ls; rm -r d e; ls", "a\nb\nd  e\n"),
  ("date; sleep 1.5; date +%T; timeout 1 sleep 5; echo $?", "Mon Jan  1 00:00:00 UTC 2024\n00:00:01\n124\n"),
  ("sleep 5 & kill %1; wait; echo $?; sleep 1 & wait $!; echo $?", "0\n0\n"),
  ("(sleep 1; echo late) & echo early; wait", "early\nlate\n"),
  ("basename /a/b.c .c; dirname /a/b; hostname; whoami", "b\n/a\nh\nroot\n"),
  (
    "echo a > f; echo b >> f; cat f; wc -l < f; cat nofile",
    "a\nb\n2\ncat: nofile: No such file or directory\n"
  ),
])
func aTextProgramPrintsWhatTheRealOnePrints(line: String, output: String) {
  let fixture = ShellFixture()
  #expect(fixture.run(line) == output)
  #expect(fixture.isFinished)
}

@Test func whatABackgroundJobPrintsIsShownWithTheNextLine() {
  let fixture = ShellFixture()
  #expect(fixture.run("(sleep 1; echo late) & sleep 0.5") == "")
  #expect(fixture.run("wait; echo done") == "late\ndone\n")
}

@Test func specialFilesReadAndWriteTheKernel() {
  let fixture = ShellFixture()
  var value = "0"
  fixture.files.specials = { path in
    guard path == "/proc/sys/x" else { return nil }
    return FileSystem.SpecialFile(read: { value + "\n" }) { text in
      guard text == "1\n" || text == "0\n" else { return false }
      value = String(text.dropLast())
      return true
    }
  }
  #expect(fixture.run("cat /proc/sys/x; echo 1 > /proc/sys/x; cat /proc/sys/x") == "0\n1\n")
  #expect(fixture.run("echo y > /proc/sys/x") == "bash: line 1: echo: write error: Invalid argument\n")
}
