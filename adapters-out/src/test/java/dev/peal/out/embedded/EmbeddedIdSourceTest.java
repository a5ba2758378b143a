package dev.peal.out.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.IdSourceContract;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.IdSource.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedIdSourceTest extends IdSourceContract {

  @TempDir Path folder;
  private TestStore opened;
  private IdSource source;

  @BeforeEach
  void open() {
    opened = new TestStore(folder);
    source = new EmbeddedIdSource(opened.store());
  }

  @AfterEach
  void close() {
    opened.close();
  }

  @Override
  protected IdSource source() {
    return source;
  }

  @Override
  protected IdSource afterCrash() {
    return new EmbeddedIdSource(opened.reopen());
  }

  @Test
  void next_firstOfASegment_isGivenAfterItsEndIsStored() {
    assertThat(source.next(Kind.USER)).isEqualTo(1);
    assertThat(new EmbeddedIdSource(opened.store()).next(Kind.USER))
        .isEqualTo(1 + EmbeddedIdSource.SEGMENT);
  }

  @Test
  void next_kinds_countApart() {
    source.next(Kind.USER);
    source.next(Kind.USER);

    assertThat(source.next(Kind.GROUP)).isEqualTo(1);
  }
}
