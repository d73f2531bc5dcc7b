package io.multimapttl.testsupport;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.multimapttl.ReactiveMultiMapWithTTL;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Has reactive multimaps injected in all the ways that there are, with the
 * {@link CourierBoard#properties() properties} of the board of multimaps that block.
 */
public class ReactiveCourierBoard {

	@Autowired
	public ReactiveMultiMapWithTTL<Long> reactiveCouriers;

	@Autowired
	@Qualifier("couriers")
	public ReactiveMultiMapWithTTL<Long> qualified;

	@Autowired
	public ReactiveMultiMapWithTTL<String> onlyOneOfItsType;

	@Autowired
	public ObjectProvider<ReactiveMultiMapWithTTL<Courier.Vehicle>> provider;

	@Autowired
	public ObjectProvider<ReactiveMultiMapWithTTL<Integer>> providerOfNone;

	@Autowired
	public List<ReactiveMultiMapWithTTL<Long>> allOfType;

	@Autowired
	public Map<String, ReactiveMultiMapWithTTL<?>> byName;

	public final ReactiveMultiMapWithTTL<Long> byConstructor;

	public ReactiveCourierBoard(@Qualifier("drivers") ReactiveMultiMapWithTTL<Long> drivers) {
		this.byConstructor = drivers;
	}

	/**
	 * Returns what was injected where, by the names of the beans.
	 * @return names by field
	 */
	public Map<String, List<String>> describe() {
		return new TreeMap<>(Map.of("reactiveCouriers", names(List.of(this.reactiveCouriers)), "qualified",
				names(List.of(this.qualified)), "onlyOneOfItsType", names(List.of(this.onlyOneOfItsType)), "provider",
				names(this.provider.stream().toList()), "providerOfNone", names(this.providerOfNone.stream().toList()),
				"allOfType", names(this.allOfType), "all", names(this.byName.values()), "byConstructor",
				names(List.of(this.byConstructor))));
	}

	/**
	 * Returns what {@link #describe()} has to return.
	 * @return names by field
	 */
	public static Map<String, List<String>> expected() {
		return new TreeMap<>(
				Map.of("reactiveCouriers", List.of("reactiveCouriers"), "qualified", List.of("reactiveCouriers"),
						"onlyOneOfItsType", List.of("reactiveDevices"), "provider", List.of("reactiveVehicles"),
						"providerOfNone", List.of(), "allOfType", List.of("reactiveCouriers", "reactiveDrivers"), "all",
						List.of("reactiveCouriers", "reactiveDevices", "reactiveDrivers", "reactiveVehicles"),
						"byConstructor", List.of("reactiveDrivers")));
	}

	private List<String> names(Collection<? extends ReactiveMultiMapWithTTL<?>> multiMaps) {
		return this.byName.entrySet()
			.stream()
			.filter((bean) -> multiMaps.stream().anyMatch((multiMap) -> multiMap == bean.getValue()))
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
	}

}
