package io.multimapttl.benchmarks.contestant;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import reactor.core.publisher.Mono;

/**
 * The reactive form of a contestant. Who needs a result at once waits for it here, in the
 * same way for all.
 */
public final class ReactiveForm implements Contestant {

	private final ReactiveContestant contestant;

	ReactiveForm(Contestant contestant) {
		this.contestant = (ReactiveContestant) contestant;
	}

	/**
	 * Returns the contestant, for those who do not wait.
	 * @return the contestant
	 */
	public ReactiveContestant contestant() {
		return this.contestant;
	}

	@Override
	public String key(String name) {
		return this.contestant.key(name);
	}

	@Override
	public void add(String name, String value) {
		this.contestant.addLater(name, value).block();
	}

	@Override
	public void addMany(Map<String, Set<String>> valuesByName) {
		this.contestant.addManyLater(valuesByName).block();
	}

	@Override
	public long get(String name) {
		return count(this.contestant.getLater(name));
	}

	@Override
	public long getMany(List<String> names) {
		return count(this.contestant.getManyLater(names));
	}

	private static long count(Mono<Long> reply) {
		return reply.blockOptional().orElseThrow();
	}

	@Override
	public boolean keysExpire() {
		return this.contestant.keysExpire();
	}

	@Override
	public void rest(Collection<String> names) {
		this.contestant.rest(names);
	}

	@Override
	public void close() {
		this.contestant.close();
	}

}
