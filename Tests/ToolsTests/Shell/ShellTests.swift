import Testing

@testable import Tools

/// Lines and what bash 5.2 prints for them.
@Test(arguments: [
  ("echo one two  three", "one two three\n"),
  ("echo 'a  b' \"c  d\" e\\ f", "a  b c  d e f\n"),
  ("echo a; echo b # echo c", "a\nb\n"),
  ("x=5; echo $x ${x} \"$x\" '$x' ${x}y", "5 5 5 $x 5y\n"),
  ("x='a b'; for i in $x \"$x\"; do echo \"<$i>\"; done", "<a>\n<b>\n<a b>\n"),
  ("true && echo yes || echo no; false && echo yes || echo no", "yes\nno\n"),
  ("! true; echo $?; ! false; echo $?", "1\n0\n"),
  ("echo $((1 + 2 * 3)) $(( (1+2)*3 )) $((7/2)) $((7%3)) $((2**10)) $((1<2))", "7 9 3 1 1024 1\n"),
  ("i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done", "1\n2\n3\n"),
  ("for ((i=0; i<3; i++)); do echo $i; done", "0\n1\n2\n"),
  ("until [ \"$n\" = xxx ]; do n=x$n; done; echo $n", "xxx\n"),
  ("for i in {1..5}; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done", "1\n3\n"),
  ("echo {a,b}{1,2} x{3..1}y {01..03} {a..c}", "a1 a2 b1 b2 x3y x2y x1y 01 02 03 a b c\n"),
  ("case eth0 in lo) echo loop;; eth*|ens*) echo card;; *) echo other;; esac", "card\n"),
  ("f() { echo \"$# $1\"; return 3; }; f a b; echo $?", "2 a\n3\n"),
  ("x=1; f() { local x=2; echo $x; }; f; echo $x", "2\n1\n"),
  ("(cd /tmp; pwd); pwd; { cd /etc; }; pwd", "/tmp\n/root\n/etc\n"),
  ("x=1; (x=2; echo $x); echo $x", "2\n1\n"),
  ("echo $(echo a; echo b) \"$(echo c; echo d)\" `echo e`", "a b c\nd e\n"),
  ("echo one | { read x; echo \"<$x>\"; }", "<one>\n"),
  ("printf '1 a\\n2 b\\n' | while read n w; do echo \"$w=$n\"; done", "a=1\nb=2\n"),
  (
    "f=/a/b.tar.gz; echo ${f##*/} ${f#*/} ${f%.*} ${f%%.*} ${#f} ${f/b/X} ${f//a/_}",
    "b.tar.gz a/b.tar.gz /a/b.tar /a/b 11 /a/X.tar.gz /_/b.t_r.gz\n"
  ),
  (
    "echo ${u:-default} ${u-d2} ${u:+set}; u=; echo \"${u:-e}${u-f}\"; echo ${v:=w} $v",
    "default d2\ne\nw w\n"
  ),
  ("s=hello; echo ${s:1:3} ${s: -2} ${s^} ${s^^}", "ell lo Hello HELLO\n"),
  (
    "set -- a 'b c'; echo $# $1; for i in \"$@\"; do echo \"<$i>\"; done; echo \"$*\"",
    "2 a\n<a>\n<b c>\na b c\n"
  ),
  ("IFS=:; x=a:b::c; for i in $x; do echo \"<$i>\"; done", "<a>\n<b>\n<>\n<c>\n"),
  ("cat <<< \"x $((1+1))\" 2>/dev/null | read y; echo ok", "ok\n"),
  ("echo err >&2 2>/dev/null; echo out 2>&1 >/dev/null", "err\n"),
  ("{ echo a; echo b >&2; } 2>&1 | { read x; read y; echo $y$x; }", "ba\n"),
  (
    "[[ eth0 == eth* && -z '' ]] && echo match; [[ a < b ]]; echo $?; [[ ! x == x ]]; echo $?",
    "match\n0\n1\n"
  ),
  ("[ -z \"\" ] && [ 1 -eq 1 -a 2 -ne 3 ] && [ ! -e /nofile ] && [ -d /tmp ] && echo ok", "ok\n"),
  ("x=$(false); echo $?; x=1 y=$x; echo $y", "1\n1\n"),
  ("eval 'a=b; echo $a'; $(echo echo) hi", "b\nhi\n"),
  ("if false; then echo 1; elif true; then echo 2; else echo 3; fi", "2\n"),
  ("echo $'a\\tb' \"a\\$b\" a\\\\b", "a\tb a$b a\\b\n"),
  ("printf '%s-%03d|%-4s|%4s\\n' a 7 b c d 8 e f", "a-007|b   |   c\nd-008|e   |   f\n"),
  ("true | false; echo $?; false | true; echo $?", "1\n0\n"),
  ("let i=3+4; echo $i; (( i > 5 )) && echo big", "7\nbig\n"),
  ("type echo; command -v cd", "echo is a shell builtin\ncd\n"),
  ("(exit 3); echo $?; bash -c 'exit 4'; echo $?; bash -c 'echo $0 $1' a b", "3\n4\na b\n"),
  ("trap 'echo bye' EXIT; (trap 'echo inner' EXIT; echo in)", "in\ninner\n"),
  ("set -x; echo a b", "+ echo a b\na b\n"),
  ("echo a{b", "a{b\n"),
  ("echo ~ ~/x '~'", "/root /root/x ~\n"),
  ("sudo echo hi; sudo -u root echo $?", "hi\n0\n"),
  ("cat <<E\nx $((2*3))\nE\n", "x 6\n"),
])
func aLinePrintsWhatBashPrints(line: String, output: String) {
  let fixture = ShellFixture()
  #expect(fixture.run(line) == output)
  #expect(fixture.isFinished)
  #expect(fixture.unsimulated == nil)
}

@Test(arguments: [
  ("nosuchcommand", "bash: line 1: nosuchcommand: command not found\n", 127),
  ("cd /none", "bash: line 1: cd: /none: No such file or directory\n", 1),
  ("echo x > /none/y", "bash: line 1: /none/y: No such file or directory\n", 1),
  ("read x < /none", "bash: line 1: /none: No such file or directory\n", 1),
  ("echo )", "bash: line 1: syntax error near unexpected token `)'\nbash: line 1: `echo )'\n", 2),
  ("if true; then", "bash: line 2: syntax error: unexpected end of file\n", 2),
  ("echo \"abc", "bash: line 1: unexpected EOF while looking for matching `\"'\n", 2),
  ("[ a -eq 1 ]", "bash: line 1: [: a: integer expression expected\n", 2),
  ("echo $((1/0))", "bash: line 1: 1/0: division by 0 (error token is \"0\")\n", 1),
  ("kill %3", "bash: line 1: kill: %3: no such job\n", 1),
  ("./nofile", "bash: line 1: ./nofile: No such file or directory\n", 127),
  ("/etc", "bash: line 1: /etc: Is a directory\n", 126),
  ("echo 1 > /proc/sys/none", "bash: line 1: /proc/sys/none: No such file or directory\n", 1),
])
func anErrorReadsAsInBash(line: String, output: String, status: Int) {
  let fixture = ShellFixture()
  #expect(fixture.run(line) == output)
  #expect(fixture.status == status)
}

@Test func aRealProgramThatIsMissingIsNotSimulated() {
  let fixture = ShellFixture()
  #expect(fixture.run("echo a; vim x; echo b") == "a\n")
  #expect(fixture.unsimulated == "the program vim")
  #expect(fixture.status == 2)
}

@Test func theStateOfAConsoleLastsFromLineToLine() {
  let fixture = ShellFixture()
  fixture.run("IP=10.0.0.2; cd /tmp; f() { echo f; }")
  #expect(fixture.run("echo $IP $PWD; f") == "10.0.0.2 /tmp\nf\n")
}
