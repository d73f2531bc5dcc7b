package io.multimapttl.support;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShownTests {

	@Test
	void longNamesAreShownByTheirBeginning() {
		assertThat(Shown.name("x".repeat(200))).isEqualTo("x".repeat(200));
		assertThat(Shown.name("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
	}

	@Test
	void namesAreShownOnOneLine() {
		assertThat(Shown.name("zone\r\nWARN forged \u001b[31m\u0000\u0085\u2028\u2029"))
			.isEqualTo("zone\\u000d\\u000aWARN forged \\u001b[31m\\u0000\\u0085\\u2028\\u2029");
		assertThat(Shown.name("right\u202eto left\u200b\\")).isEqualTo("right\\u202eto left\\u200b\\u005c");
		assertThat(Shown.name("Zürich 東京 \ud83d\udeb2")).isEqualTo("Zürich 東京 \ud83d\udeb2");
		assertThat(Shown.name("tag \udb40\udc01")).isEqualTo("tag \\udb40\\udc01");
	}

	@Test
	void characterIsNotCutInTwo() {
		assertThat(Shown.name("x".repeat(199) + "\ud83d\udeb2 y")).isEqualTo("x".repeat(199) + "...");
		assertThat(Shown.name("x".repeat(198) + "\ud83d\udeb2")).isEqualTo("x".repeat(198) + "\ud83d\udeb2");
	}

}
