/// The text programs and small utilities (coreutils, grep, sed, awk).
enum TextPrograms {
  static let programs: [Program] =
    [
      Cat.program, EchoProgram.program, Head.program, Sed.program, Sort.program, Tail.program,
      Translate.program, WordCount.program,
    ]
    + Awk.programs + Grep.programs + Columns.programs + Launchers.programs + SmallPrograms.programs
    + FilePrograms.programs + DigestPrograms.programs + ComparePrograms.programs + InquiryPrograms.programs
}
