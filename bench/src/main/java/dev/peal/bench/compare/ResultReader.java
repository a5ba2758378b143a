package dev.peal.bench.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the results of two runs of any benchmark side by side.
///
/// An array of numbers whose name has a unit is a sample, a number with one a single figure; what
/// is in an object whose name has a unit, has it too. Objects in arrays are matched by what they
/// are about: their rung, members, rate, and so on. Numbers without a unit are settings, counts of
/// faults, or not compared.
final class ResultReader {
  /// What objects in an array are told apart by, in the order in which it is shown.
  private static final List<String> IDENTITY =
      List.of(
          "rung",
          "name",
          "store",
          "queues",
          "profile",
          "nodes",
          "groups",
          "members",
          "online",
          "conversations",
          "connections",
          "offered_rate",
          "rate",
          "messages",
          "batch_rows",
          "record_bytes");

  private static final Set<String> FURTHER_SETTINGS =
      Set.of("rounds", "rows", "users", "seconds", "warm_up_seconds", "quick", "encoding");
  private static final Set<String> FAULTS = Set.of("lost", "duplicates", "out_of_order");
  private static final List<String> FOUND = List.of("_received", "_stored");
  private static final String EXPECTED = "_expected";

  private final List<Figure> figures = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  private ResultReader() {}

  /// @throws IllegalArgumentException when they are no results, or of different benchmarks
  static Reading read(JsonNode before, JsonNode after) {
    for (JsonNode result : List.of(before, after)) {
      if (!result.isContainer()) {
        throw new IllegalArgumentException(
            "result: " + result + " (expected: an object or an array, as --json writes it)");
      }
    }
    String bench = before.path("bench").asString("");
    String otherBench = after.path("bench").asString("");
    if (before.isArray() != after.isArray() || !bench.equals(otherBench)) {
      throw new IllegalArgumentException(
          "bench: '%s' and '%s' (expected: two results of the same benchmark)"
              .formatted(bench, otherBench));
    }
    ResultReader reader = new ResultReader();
    reader.compareMachines(before.get("machine"), after.get("machine"));
    reader.walk(Place.TOP, before, after);
    return new Reading(List.copyOf(reader.warnings), reader.figures);
  }

  private void compareMachines(@Nullable JsonNode before, @Nullable JsonNode after) {
    if (before == null || after == null) {
      warnings.add("not both results say on which machine: their times may not be comparable");
    } else if (!before.equals(after)) {
      warnings.add(
          "different machines, times are not comparable: " + before + " and then " + after);
    }
  }

  private void walk(Place place, JsonNode before, JsonNode after) {
    if (before.isObject() && after.isObject()) {
      walkObjects(place, before, after);
    } else if (before.isArray() && after.isArray()) {
      walkArrays(place, before, after);
    } else if (before.isNumber() && after.isNumber()) {
      place
          .measure()
          .ifPresent(measure ->
              figures.add(
                  new Figure.Single(
                      place.words(),
                      measure,
                      before.asDouble(),
                      after.asDouble(),
                      place.summed().contains(measure))));
    } else if (isFigure(place, before) || isFigure(place, after)) {
      figures.add(new Figure.Missing(place.words(), isFigure(place, before)));
    }
  }

  /// Whether there is something to compare, or would be if the other side had it too.
  private static boolean isFigure(Place place, JsonNode node) {
    return node.isObject()
        || (node.isArray() && !node.isEmpty())
        || (node.isNumber() && place.measure().isPresent());
  }

  private void walkObjects(Place place, JsonNode before, JsonNode after) {
    Set<Measure> sampled = new HashSet<>(place.summed());
    Set<String> names = new LinkedHashSet<>(before.propertyNames());
    names.addAll(after.propertyNames());
    for (String name : names) {
      if (isSample(before.path(name)) && isSample(after.path(name))) {
        Measure.of(name).ifPresent(sampled::add);
      }
    }
    for (String name : names) {
      JsonNode one = before.path(name);
      JsonNode other = after.path(name);
      if (name.equals("machine") || name.equals("bench")) {
        continue;
      }
      if (isFaults(name) && one.isNumber() && other.isNumber()) {
        figures.add(new Figure.Faults(place.field(name), one.asLong(), other.asLong()));
      } else if (IDENTITY.contains(name) || FURTHER_SETTINGS.contains(name)) {
        compareSettings(place.field(name), one, other);
      } else {
        walk(place.in(name, sampled), one, other);
      }
    }
    compareFound(place, before, after);
  }

  private void compareSettings(String place, JsonNode before, JsonNode after) {
    boolean both = before.isValueNode() && after.isValueNode();
    if (both && !before.equals(after)) {
      warnings.add(
          "different settings, times are not comparable: %s %s and then %s"
              .formatted(place, before.asString(), after.asString()));
    }
  }

  /// What was expected and not found, or found and not expected: `rows_stored` of `rows_expected`.
  private void compareFound(Place place, JsonNode before, JsonNode after) {
    for (String name : before.propertyNames()) {
      for (String ending : FOUND) {
        String expected = name.replaceFirst(ending + "$", EXPECTED);
        if (name.endsWith(ending)
            && before.has(expected)
            && after.has(name)
            && after.has(expected)) {
          figures.add(
              new Figure.Faults(
                  place.field(name) + " other than expected",
                  Math.abs(before.get(expected).asLong() - before.get(name).asLong()),
                  Math.abs(after.get(expected).asLong() - after.get(name).asLong())));
        }
      }
    }
  }

  private void walkArrays(Place place, JsonNode before, JsonNode after) {
    if (isSample(before) && isSample(after)) {
      place
          .measure()
          .ifPresent(measure ->
              figures.add(
                  new Figure.Sample(place.words(), measure, numbers(before), numbers(after))));
      return;
    }
    if (before.isEmpty() != after.isEmpty() && (isSample(before) || isSample(after))) {
      if (place.measure().isPresent()) {
        figures.add(new Figure.Missing(place.words(), after.isEmpty()));
      }
      return;
    }
    Map<String, JsonNode> olds = elements(before);
    Map<String, JsonNode> news = elements(after);
    for (Map.Entry<String, JsonNode> old : olds.entrySet()) {
      Place at = place.element(old.getKey());
      @Nullable JsonNode same = news.get(old.getKey());
      if (same == null) {
        figures.add(new Figure.Missing(at.words(), true));
      } else {
        walk(at, old.getValue(), same);
      }
    }
    for (String key : news.keySet()) {
      if (!olds.containsKey(key)) {
        figures.add(new Figure.Missing(place.element(key).words(), false));
      }
    }
  }

  /// Objects of an array by what they are about; by their place where that does not tell them
  /// apart.
  private static Map<String, JsonNode> elements(JsonNode array) {
    List<JsonNode> objects =
        StreamSupport.stream(array.spliterator(), false).filter(JsonNode::isObject).toList();
    Map<String, JsonNode> byKey = new LinkedHashMap<>();
    objects.forEach(object -> byKey.putIfAbsent(key(object), object));
    if (byKey.size() == objects.size() && !byKey.containsKey("")) {
      return byKey;
    }
    Map<String, JsonNode> byIndex = new LinkedHashMap<>();
    for (JsonNode object : objects) {
      byIndex.put((key(object) + " #" + (byIndex.size() + 1)).strip(), object);
    }
    return byIndex;
  }

  private static String key(JsonNode object) {
    return IDENTITY.stream()
        .filter(name -> object.path(name).isValueNode())
        .map(name -> name.replace('_', ' ') + " " + object.get(name).asString())
        .collect(Collectors.joining(" "));
  }

  private static boolean isFaults(String name) {
    return FAULTS.stream().anyMatch(fault -> name.equals(fault) || name.endsWith("_" + fault));
  }

  private static boolean isSample(JsonNode node) {
    return node.isArray()
        && !node.isEmpty()
        && StreamSupport.stream(node.spliterator(), false).allMatch(JsonNode::isNumber);
  }

  private static List<Double> numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asDouble).toList();
  }

  /// Where the reader is.
  ///
  /// @param measure of what is here, by its name or that of the object around it
  /// @param summed what samples around this measure, so that single figures only sum them up
  private record Place(String path, String name, Optional<Measure> measure, Set<Measure> summed) {
    static final Place TOP = new Place("", "", Optional.empty(), Set.of());

    Place in(String field, Collection<Measure> sampled) {
      return new Place(words(), field, Measure.of(field).or(() -> measure), Set.copyOf(sampled));
    }

    Place element(String key) {
      return new Place(words(), key, measure, summed);
    }

    String field(String field) {
      return in(field, Set.of()).words();
    }

    String words() {
      return path.isEmpty() ? name : path + ", " + name;
    }
  }
}
