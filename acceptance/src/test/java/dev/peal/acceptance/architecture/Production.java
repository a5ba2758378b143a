package dev.peal.acceptance.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The class files of Peal, without those of its tests.
final class Production {

  private static final List<String> GENERATED =
      List.of("dev.peal.protocol.v1", "dev.peal.out.record.v1");

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("dev/peal/acceptance/"))
          .importPackages("dev.peal");

  private Production() {}

  /// Whether a class was written by a generator: protobuf's and Dagger's.
  static boolean isGenerated(JavaClass type) {
    return GENERATED.contains(type.getPackageName()) || isDaggers(type);
  }

  private static boolean isDaggers(JavaClass type) {
    return type.getPackageName().equals("dev.peal.bootstrap")
        && (type.getSimpleName().startsWith("Dagger")
            || type.getName().contains("_")
            || type.getName().contains("DaggerNodeComponent"));
  }

  /// The root of the source tree.
  static Path root() {
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
