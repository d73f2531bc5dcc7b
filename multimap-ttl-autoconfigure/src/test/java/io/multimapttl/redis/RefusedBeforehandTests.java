package io.multimapttl.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.util.unit.DataSize;

import io.multimapttl.serializer.JsonValueSerializers;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Values that only their serializer refuses, the last of many: nothing is sent.
 */
@ParameterizedClass
@EnumSource(RedisTopology.class)
class RefusedBeforehandTests {

	private static final Duration TTL = Duration.ofMinutes(1);

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	private static final Note BAD = new Note(0, "\ud83d");

	private static final int MORE_THAN_A_WINDOW = 40_000;

	/** Enough for more than is held: the values are encoded twice. */
	private static final String LONG = "x".repeat(8000);

	@RegisterExtension
	final RedisExtension redis;

	private MultiMapWithTTLFactory factory;

	private RedisMultiMapWithTTL<Note> multiMap;

	RefusedBeforehandTests(RedisTopology topology) {
		this.redis = new RedisExtension(topology);
	}

	@BeforeEach
	void createMultiMap() {
		this.factory = this.redis
			.disposeAfterwards(this.redis.multiMaps().serializers(JsonValueSerializers.create()).build());
		this.multiMap = this.factory.create("notes", Note.class);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void lastValueOfManyIsRefusedBeforeAnythingIsSent(boolean moreThanIsHeld) {
		List<Note> values = moreThanIsHeld ? notes(2500, LONG) : notes(MORE_THAN_A_WINDOW, "");
		this.multiMap.addAll("kept", values);
		List<Note> bad = new ArrayList<>(values);
		bad.add(BAD);
		assertRefused(() -> this.multiMap.addAll("zone", bad));
		assertRefused(() -> this.multiMap.addAll("zone", bad, EXPIRES_AT));
		assertRefused(() -> this.multiMap.addMany(byName(bad)));
		assertRefused(() -> this.multiMap.addMany(byName(bad), TTL));
		Map<String, Map<Note, Instant>> expiries = new LinkedHashMap<>();
		bad.forEach((note) -> expiries.put("zone " + expiries.size(), Map.of(note, EXPIRES_AT)));
		assertRefused(() -> this.multiMap.addManyWithTtl(expiries));
		assertThat(this.redis.keys()).containsExactly(this.redis.key(this.multiMap, "kept").key());
		assertRefused(() -> this.multiMap.removeAll("kept", bad));
		assertThat(this.multiMap.size("kept")).isEqualTo(values.size());
	}

	@Test
	void lastCharacterOfManyIsRefusedBeforeAnythingIsSent() {
		RedisMultiMapWithTTL<Character> characters = this.factory.create("characters", Character.class);
		Map<String, List<Character>> byName = new LinkedHashMap<>();
		for (int i = 0; i < MORE_THAN_A_WINDOW; i++) {
			byName.put("zone " + i, List.of('a'));
		}
		byName.put("last", List.of('\ud83d'));
		assertRefused(() -> characters.addMany(byName));
		assertThat(this.redis.keys()).isEmpty();
	}

	@Test
	void valuesThatAreEncodedTwiceAreAllWritten() {
		List<Note> values = notes(2500, LONG);
		assertThat(this.multiMap.addAll("zone", values)).isEqualTo(2500);
		assertThat(this.multiMap.addMany(byName(values))).isEqualTo(2500);
		assertThat(this.multiMap.get("zone")).isEqualTo(new HashSet<>(values));
		assertThat(this.multiMap.get("zone 2499")).containsExactly(values.get(2499));
		assertThat(this.multiMap.removeAll("zone", values)).isEqualTo(2500);
	}

	@Test
	@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void interruptEndsACollectionWithoutAnEnd() {
		for (Endless endless : List.of(new Endless(new Note(1, "a"), 300_000), new Endless(new Note(1, LONG), 3000))) {
			assertThatExceptionOfType(RedisSystemException.class)
				.isThrownBy(() -> this.multiMap.addAll("zone", endless))
				.withRootCauseInstanceOf(InterruptedException.class);
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(this.redis.keys()).isEmpty();
	}

	@Test
	void valueThatIsTooLargeIsRefusedBeforeAnythingIsSent() {
		RedisMultiMapWithTTL<Note> small = this.factory.builder("small", Note.class)
			.maxValueSize(DataSize.ofBytes(100))
			.build();
		int around = "{\"number\":1,\"text\":\"\"}".length();
		Note largest = new Note(1, "x".repeat(100 - around));
		Note tooLarge = new Note(1, "x".repeat(101 - around));
		List<Note> values = Stream.concat(notes(2500, "").stream(), Stream.of(tooLarge)).toList();
		assertThat(small.add("zone", largest)).isTrue();
		for (Runnable call : List.<Runnable>of(() -> small.add("other", tooLarge),
				() -> small.addIfAbsent("other", tooLarge), () -> small.addAll("other", values),
				() -> small.addMany(byName(values)), () -> small.removeAll("zone", values),
				() -> small.contains("zone", tooLarge))) {
			assertThatIllegalArgumentException().isThrownBy(call::run)
				.withMessage("'value' must not be larger than 100 bytes, it has 101: the limit is 'max-value-size'");
		}
		assertThat(this.redis.keys()).containsExactly(this.redis.key(small, "zone").key());
	}

	@Test
	void sizesThatNoServerTakesCannotBeSet() {
		MultiMapWithTTLFactory.Builder builder = this.redis.multiMaps();
		for (DataSize impossible : Set.of(DataSize.ofBytes(0), DataSize.ofBytes(-1), DataSize.ofMegabytes(513))) {
			assertThatIllegalArgumentException().isThrownBy(() -> builder.maxNameSize(impossible))
				.withMessageStartingWith("'maxNameSize' must lie between one byte and 512MB");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.maxValueSize(impossible))
				.withMessageStartingWith("'maxValueSize' must lie between one byte and 512MB");
		}
	}

	private static void assertRefused(Runnable call) {
		assertThatIllegalArgumentException().isThrownBy(call::run)
			.withMessageStartingWith("'value' must not hold an unpaired surrogate");
	}

	private static List<Note> notes(int count, String text) {
		List<Note> notes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			notes.add(new Note(i, text));
		}
		return notes;
	}

	private static Map<String, List<Note>> byName(List<Note> notes) {
		Map<String, List<Note>> byName = new LinkedHashMap<>();
		notes.forEach((note) -> byName.put("zone " + byName.size(), List.of(note)));
		return byName;
	}

	record Note(int number, String text) {
	}

	/**
	 * Interrupts its reader in the end.
	 */
	private static final class Endless extends AbstractCollection<Note> {

		private final Note note;

		private final int interruptAfter;

		private int taken;

		Endless(Note note, int interruptAfter) {
			this.note = note;
			this.interruptAfter = interruptAfter;
		}

		@Override
		public Iterator<Note> iterator() {
			return Stream.generate(() -> {
				if (++this.taken == this.interruptAfter) {
					Thread.currentThread().interrupt();
				}
				return this.note;
			}).iterator();
		}

		@Override
		public int size() {
			return Integer.MAX_VALUE;
		}

	}

}
