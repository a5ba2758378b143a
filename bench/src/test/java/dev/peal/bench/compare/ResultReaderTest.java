package dev.peal.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.peal.bench.compare.Figure.Faults;
import dev.peal.bench.compare.Figure.Missing;
import dev.peal.bench.compare.Figure.Sample;
import dev.peal.bench.compare.Figure.Single;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ResultReaderTest {

  /// With apostrophes for quotation marks.
  private static Reading read(String before, String after) {
    JsonMapper mapper = JsonMapper.shared();
    return ResultReader.read(
        mapper.readTree(before.replace('\'', '"')), mapper.readTree(after.replace('\'', '"')));
  }

  @Test
  void arraysWithAUnit_areSamples_numbersBesideThemSumUp() {
    Reading reading =
        read(
            "{'round_ms':[1,2],'p50_ms':1,'rss_mb':7,'lost':0}",
            "{'round_ms':[3,4],'p50_ms':3,'rss_mb':8,'lost':2}");

    assertThat(reading.figures())
        .containsExactly(
            new Sample("round_ms", Measure.TIME, List.of(1.0, 2.0), List.of(3.0, 4.0)),
            new Single("p50_ms", Measure.TIME, 1, 3, true),
            new Single("rss_mb", Measure.SIZE, 7, 8, false),
            new Faults("lost", 0, 2));
  }

  @Test
  void objectsWithAUnit_giveItToWhatIsInThem() {
    Reading reading =
        read(
            "{'delivery_ms':{'p50':1},'p99_ms_each_second':[1,2],'cpu_us_per_delivery':{'mysql':3}}",
            "{'delivery_ms':{'p50':2},'p99_ms_each_second':[3,4],'cpu_us_per_delivery':{'mysql':4}}");

    assertThat(reading.figures())
        .containsExactly(
            new Single("delivery_ms, p50", Measure.TIME, 1, 2, true),
            new Sample("p99_ms_each_second", Measure.TIME, List.of(1.0, 2.0), List.of(3.0, 4.0)),
            new Single("cpu_us_per_delivery, mysql", Measure.COST, 3, 4, false));
  }

  @Test
  void objectsInArrays_areMatchedByWhatTheyAreAbout_notByPlace() {
    Reading reading =
        read(
            "{'rungs':[{'rung':0,'p50_ms':9},{'rung':2,'p50_ms':1}]}",
            "{'rungs':[{'rung':2,'p50_ms':2},{'rung':3,'p50_ms':5}]}");

    assertThat(reading.figures())
        .containsExactly(
            new Missing("rungs, rung 0", true),
            new Single("rungs, rung 2, p50_ms", Measure.TIME, 1, 2, false),
            new Missing("rungs, rung 3", false));
  }

  @Test
  void objectsInArrays_thatAreAboutTheSame_areMatchedByPlace() {
    Reading reading =
        read(
            "[{'name':'a','p50_ms':1},{'name':'a','p50_ms':2}]",
            "[{'name':'a','p50_ms':3},{'name':'a','p50_ms':4}]");

    assertThat(reading.figures())
        .containsExactly(
            new Single("name a #1, p50_ms", Measure.TIME, 1, 3, false),
            new Single("name a #2, p50_ms", Measure.TIME, 2, 4, false));
  }

  @Test
  void whatWasExpectedAndNotFound_isAFault() {
    Reading reading =
        read("{'rows_expected':10,'rows_stored':10}", "{'rows_expected':12,'rows_stored':11}");

    assertThat(reading.figures())
        .containsExactly(new Faults("rows_stored other than expected", 0, 1));
  }

  @Test
  void faults_ofOnePart_areFound() {
    assertThat(read("{'peal_cluster_lost':0}", "{'peal_cluster_lost':1}").figures())
        .containsExactly(new Faults("peal_cluster_lost", 0, 1));
  }

  @Test
  void figuresThatAreNull_areMissing_andOfBothAreNothing() {
    Reading reading =
        read(
            "{'cluster_ms':null,'cluster_round_ms':[],'other_ms':null}",
            "{'cluster_ms':31,'cluster_round_ms':[31],'other_ms':null}");

    assertThat(reading.figures())
        .containsExactly(new Missing("cluster_ms", false), new Missing("cluster_round_ms", false));
  }

  @Test
  void otherSettings_areWarnedOf() {
    Reading reading =
        read(
            "{'machine':{'cores':2},'members':500,'messages':100}",
            "{'machine':{'cores':2},'members':500,'messages':50}");

    assertThat(reading.warnings())
        .containsExactly("different settings, times are not comparable: messages 100 and then 50");
  }

  @Test
  void otherMachines_areWarnedOf_andUnknownOnesToo() {
    assertThat(read("{'machine':{'cores':2}}", "{'machine':{'cores':4}}").warnings())
        .singleElement()
        .asString()
        .startsWith("different machines, times are not comparable");
    assertThat(read("{'machine':{'cores':2}}", "{}").warnings())
        .singleElement()
        .asString()
        .startsWith("not both results say on which machine");
    assertThat(read("{'machine':{'cores':2}}", "{'machine':{'cores':2}}").warnings()).isEmpty();
  }

  @Test
  void otherBenchmarks_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("{'bench':'burst'}", "{'bench':'ladder'}"))
        .withMessage("bench: 'burst' and 'ladder' (expected: two results of the same benchmark)");
    assertThatIllegalArgumentException().isThrownBy(() -> read("{}", "[]"));
    assertThatIllegalArgumentException().isThrownBy(() -> read("3", "{}"));
  }
}
