package dev.peal.bench.idle;

import dev.peal.bench.run.BenchFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a node's process holds in memory, in bytes, without what the kernel keeps for its sockets.
///
/// @param heap objects that survived a full collection
/// @param other resident memory outside the range of addresses that the heap is reserved: buffers,
///   threads, code, and the JVM's own; memory shared with other processes counts in parts
/// @param resident the whole process, the heap's free space that was written once included
record NodeMemory(long heap, long other, long resident) {
  private static final Pattern HEAP =
      Pattern.compile("garbage-first heap .*\\bused (\\d+)K \\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");
  private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");
  private static final Pattern PSS = Pattern.compile("Pss: +(\\d+) kB");
  private static final long ANSWER_SECONDS = 60;

  /// Of a node that runs, after a full collection of its garbage.
  static NodeMemory of(long pid) throws InterruptedException {
    // The second one takes what the first one's cleaners have let go.
    String _ = jcmd(pid, "GC.run");
    String _ = jcmd(pid, "GC.run");
    String heap = jcmd(pid, "GC.heap_info");
    try {
      return parse(heap, Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps")));
    } catch (IOException failure) {
      throw new BenchFailed("the memory of process " + pid + " cannot be read", failure);
    }
  }

  /// @param heapInfo what `jcmd GC.heap_info` says
  /// @param smaps the lines of `/proc/PID/smaps`
  static NodeMemory parse(String heapInfo, List<String> smaps) {
    Matcher heap = HEAP.matcher(heapInfo);
    if (!heap.find()) {
      throw new BenchFailed("GC.heap_info: " + heapInfo.strip() + " (expected: one of G1)");
    }
    long from = Long.parseUnsignedLong(heap.group(2), 16);
    long to = Long.parseUnsignedLong(heap.group(3), 16);
    long other = 0;
    long all = 0;
    boolean inHeap = false;
    for (String line : smaps) {
      Matcher mapping = MAPPING.matcher(line);
      Matcher pss = PSS.matcher(line);
      if (mapping.matches()) {
        long start = Long.parseUnsignedLong(mapping.group(1), 16);
        inHeap = Long.compareUnsigned(start, from) >= 0 && Long.compareUnsigned(start, to) < 0;
      } else if (pss.matches()) {
        long bytes = Long.parseLong(pss.group(1)) * 1024;
        all += bytes;
        other += inHeap ? 0 : bytes;
      }
    }
    return new NodeMemory(Long.parseLong(heap.group(1)) * 1024, other, all);
  }

  NodeMemory plus(NodeMemory more) {
    return new NodeMemory(heap + more.heap, other + more.other, resident + more.resident);
  }

  private static String jcmd(long pid, String command) throws InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process process =
          new ProcessBuilder(program.toString(), Long.toString(pid), command)
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new BenchFailed("jcmd " + command + ": " + said.strip());
      }
      return said;
    } catch (IOException failure) {
      throw new BenchFailed(program + " cannot be run", failure);
    }
  }
}
