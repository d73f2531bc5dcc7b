package io.multimapttl.benchmarks.contestant;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import reactor.core.publisher.Mono;

/**
 * The reactive form of a contestant. Whoever needs a result at once waits for it here, in
 * the same way for all.
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
	public boolean addIfAbsent(String name, String value) {
		throw notCompared();
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
	public long getWithExpiry(String name) {
		throw notCompared();
	}

	@Override
	public long getManyWithExpiry(List<String> names) {
		throw notCompared();
	}

	@Override
	public boolean contains(String name, String value) {
		throw notCompared();
	}

	@Override
	public long size(String name) {
		throw notCompared();
	}

	private static UnsupportedOperationException notCompared() {
		return new UnsupportedOperationException("Reactive forms are compared by add, addMany, get and getMany");
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
