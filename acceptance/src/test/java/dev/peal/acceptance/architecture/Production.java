package dev.peal.acceptance.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Peal without its tests, as class files and as sources.
final class Production {

  private static final Set<String> GENERATED =
      Set.of(
          "dev.peal.protocol.v1",
          "dev.peal.peer.v1",
          "dev.peal.out.record.v1",
          "dev.peal.out.etcd.v1",
          "dev.peal.out.mysql.schema",
          "dev.peal.out.mysql.schema.tables");

  private static final Path ROOT = findRoot();

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("dev/peal/acceptance/"))
          .importPackages("dev.peal");

  private Production() {}

  /// The classes that people wrote, and not protobuf, jOOQ or Dagger.
  static List<JavaClass> written() {
    return CLASSES.stream().filter(type -> !isGenerated(type)).toList();
  }

  private static boolean isGenerated(JavaClass type) {
    JavaClass outermost = type;
    while (outermost.getEnclosingClass().isPresent()) {
      outermost = outermost.getEnclosingClass().get();
    }
    return GENERATED.contains(outermost.getPackageName())
        || outermost.isAnnotatedWith("dagger.internal.DaggerGenerated");
  }

  /// The sources of all modules below `src/main/java` or `src/test/java`.
  static List<Path> sources(String folder) {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve(folder))
          .filter(Files::isDirectory)
          .flatMap(Production::javaFiles)
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path findRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("acceptance/pom.xml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "working directory: outside of the sources (expected: one of their folders)");
      }
    }
    return folder;
  }
}
